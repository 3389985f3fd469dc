package dev.quarry.api.isolation.holes;

import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** A hole that is planted: a statement that no tenant's transaction holds. */
public final class NativeQueryWithoutTenant {
  private final DataSource dataSource;

  public NativeQueryWithoutTenant(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  public Set<UUID> jobs() {
    try (var connection = dataSource.getConnection();
        var select = connection.prepareStatement("select job_id from rollout");
        var rows = select.executeQuery()) {
      Set<UUID> jobs = new HashSet<>();
      while (rows.next()) {
        jobs.add(rows.getObject(1, UUID.class));
      }
      return jobs;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same through Hibernate, whose own filter does not reach native statements. */
  public static final class ThroughHibernate {
    private final EntityManager entities;

    public ThroughHibernate(EntityManager entities) {
      this.entities = entities;
    }

    public List<?> jobs() {
      return entities.createNativeQuery("select job_id from rollout").getResultList();
    }
  }
}
