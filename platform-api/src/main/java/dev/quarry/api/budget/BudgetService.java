package dev.quarry.api.budget;

import dev.quarry.api.audit.Act;
import dev.quarry.api.audit.AuditService;
import dev.quarry.api.auth.OperatorRequester;
import dev.quarry.api.auth.Requester;
import dev.quarry.api.budget.BudgetStore.Place;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.project.ProjectStore;
import dev.quarry.api.project.ProjectView;
import dev.quarry.api.tenancy.TenantSession;
import dev.quarry.core.tenancy.TenantTx;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Setting and showing budgets. */
@Singleton
public final class BudgetService {
  private static final Set<String> PERIODS = Set.of("day", "month", "total");
  private static final String SET = "budget.set";
  private static final String REMOVE = "budget.remove";

  private final AuditService audit;
  private final TenantSession sessions;
  private final BudgetStore budgets;
  private final ProjectStore projects;

  BudgetService(
      AuditService audit, TenantSession sessions, BudgetStore budgets, ProjectStore projects) {
    this.audit = audit;
    this.sessions = sessions;
    this.budgets = budgets;
    this.projects = projects;
  }

  public List<BudgetView> list(UUID tenantId) {
    return sessions.call(tenantId, () -> sessions.onConnection(budgets::all));
  }

  /**
   * Sets a tenant's own budget, or that of a project.
   *
   * @param project slug; empty for the whole tenant
   */
  public BudgetView set(
      Requester by, Optional<String> project, String period, BudgetLimits limits) {
    require(period);
    return audit.doing(
        by,
        new Act(SET, object(project, period), limits.toString()),
        () ->
            sessions.onConnection(
                tx -> {
                  Place place = place(tx, by.tenantId(), project, period);
                  budgets.set(tx, place, limits);
                  return budgets.at(tx, place).getFirst();
                }));
  }

  public void remove(Requester by, Optional<String> project, String period) {
    audit.doing(
        by,
        Act.of(REMOVE, object(project, period)),
        () -> sessions.onConnection(tx -> removed(tx, place(tx, by.tenantId(), project, period))));
  }

  /** The operator's limits of a tenant, which the tenant sees and cannot change. */
  public BudgetView set(
      OperatorRequester by, UUID tenantId, String slug, String period, BudgetLimits limits) {
    require(period);
    return audit.operating(
        by,
        new Act(SET, slug + " " + period, limits.toString()),
        tx -> {
          TenantTx.see(tx, tenantId);
          Place place = new Place(tenantId, "operator", null, null, period);
          budgets.set(tx, place, limits);
          return budgets.at(tx, place).getFirst();
        });
  }

  public void remove(OperatorRequester by, UUID tenantId, String slug, String period) {
    audit.operating(
        by,
        Act.of(REMOVE, slug + " " + period),
        tx -> {
          TenantTx.see(tx, tenantId);
          return removed(tx, new Place(tenantId, "operator", null, null, period));
        });
  }

  private boolean removed(Connection tx, Place place) throws SQLException {
    if (!budgets.delete(tx, place)) {
      throw ApiException.notFound("budget", place.words());
    }
    return true;
  }

  private Place place(Connection tx, UUID tenantId, Optional<String> project, String period)
      throws SQLException {
    if (project.isEmpty()) {
      return new Place(tenantId, "tenant", null, null, period);
    }
    ProjectView found =
        projects
            .bySlug(tx, project.get())
            .orElseThrow(() -> ApiException.notFound("project", project.get()));
    return new Place(tenantId, "project", found.id(), found.slug(), period);
  }

  private static void require(String period) {
    if (!PERIODS.contains(period)) {
      throw ApiException.invalid(
          "period", "is \"%.80s\"; accepted are day, month, total".formatted(period));
    }
  }

  private static String object(Optional<String> project, String period) {
    return project.map(slug -> slug + " ").orElse("") + period;
  }
}
