package dev.quarry.api.usage;

import dev.quarry.api.catalogue.Catalogue;
import dev.quarry.api.catalogue.CatalogueService;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.tenancy.OperatorSession;
import dev.quarry.api.tenancy.TenantSession;
import dev.quarry.api.usage.UsageFilter.Every;
import dev.quarry.api.usage.UsageFilter.Grouping;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Tells what was used up. */
@Singleton
public final class UsageService {
  private final TenantSession sessions;
  private final OperatorSession operators;
  private final UsageStore usage;
  private final CatalogueService catalogue;
  private final int mostRows;

  UsageService(
      TenantSession sessions,
      OperatorSession operators,
      UsageStore usage,
      CatalogueService catalogue,
      ApiConfig config) {
    this.sessions = sessions;
    this.operators = operators;
    this.usage = usage;
    this.catalogue = catalogue;
    this.mostRows = config.usage().rows();
  }

  /** By a tenant. */
  public UsageView of(UUID tenantId, UsageFilter filter) {
    String currency = currency();
    return sessions.call(tenantId, () -> sessions.onConnection(tx -> view(tx, filter, currency)));
  }

  /** By all tenants, each a group; for the operator. */
  public UsageView ofAll(UsageFilter filter) {
    UsageFilter byTenant =
        new UsageFilter(Grouping.TENANT, filter.every(), filter.from(), filter.to());
    String currency = currency();
    return operators.call(tx -> view(tx, byTenant, currency));
  }

  private UsageView view(Connection tx, UsageFilter filter, String currency) throws SQLException {
    List<UsageView.Row> total =
        usage.rows(tx, new UsageFilter(null, null, filter.from(), filter.to()), 1);
    Grouping by = filter.by();
    Every every = filter.every();
    List<UsageView.Row> rows =
        by == null && every == null ? List.of() : usage.rows(tx, filter, mostRows + 1);
    if (rows.size() > mostRows) {
      throw ApiException.invalid(
          "to",
          "there are more than %,d rows in this time; ask for a shorter one".formatted(mostRows));
    }
    return new UsageView(
        filter.from(),
        filter.to(),
        by == null ? null : by.id(),
        every == null ? null : every.id(),
        currency,
        total.isEmpty()
            ? new UsageView.Amounts(0, 0, 0, 0, 0, BigDecimal.ZERO, 0)
            : total.getFirst().used(),
        rows);
  }

  /**
   * @return the currency that runners count in
   */
  public String currency() {
    return catalogue
        .offers()
        .map(offers -> offers.catalogue().currency())
        .orElse(Catalogue.DEFAULT_CURRENCY);
  }
}
