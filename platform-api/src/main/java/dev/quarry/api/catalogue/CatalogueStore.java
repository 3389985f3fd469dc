package dev.quarry.api.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quarry.core.tenancy.TenantTx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what runners wrote about themselves. The table belongs to the installation, not a tenant.
 */
@Singleton
public final class CatalogueStore {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogueStore.class);

  /** Runners that are present; where none is, the one that was seen last. */
  private static final String SELECT =
      """
      with seen as (
        select runner_id, seen_at, catalogue,
               seen_at >= now() - make_interval(secs => ?) as present,
               row_number() over (order by seen_at desc) as place
        from runner)
      select runner_id, present, catalogue from seen where present or place = 1 order by place
      """;

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final DataSource dataSource;

  CatalogueStore(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * @return nothing when no runner has ever registered
   */
  Optional<Offers> read(Duration seenWithin) {
    return TenantTx.inTransaction(
        dataSource,
        tx -> {
          try (var select = tx.prepareStatement(SELECT)) {
            select.setDouble(1, seenWithin.toMillis() / 1000.0);
            List<Catalogue> catalogues = new ArrayList<>();
            int present = 0;
            int rows = 0;
            try (var found = select.executeQuery()) {
              while (found.next()) {
                rows++;
                present += found.getBoolean(2) ? 1 : 0;
                catalogues.add(decode(found.getString(1), found.getString(3)));
              }
            }
            return rows == 0 ? Optional.empty() : Optional.of(Offers.of(catalogues, present));
          }
        });
  }

  private static Catalogue decode(String runnerId, String json) {
    try {
      return JSON.readValue(json, Catalogue.class);
    } catch (JsonProcessingException e) {
      // One runner of another version must not hide what the others offer.
      LOG.warn("catalogue cannot be read runnerId={} reason={}", runnerId, e.getOriginalMessage());
      return Catalogue.EMPTY;
    }
  }
}
