package dev.quarry.api.project;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Projects of the tenant that the transaction sees. */
@Singleton
public final class ProjectStore {
  private static final String SELECT =
      "select project_id, slug, name, archived_at is not null, created_at from project ";

  public List<ProjectView> all(Connection tx) throws SQLException {
    try (var select = tx.prepareStatement(SELECT + "order by slug")) {
      return views(select);
    }
  }

  public Optional<ProjectView> bySlug(Connection tx, String slug) throws SQLException {
    try (var select = tx.prepareStatement(SELECT + "where slug = ?")) {
      select.setString(1, slug);
      return views(select).stream().findFirst();
    }
  }

  private static List<ProjectView> views(PreparedStatement select) throws SQLException {
    List<ProjectView> views = new ArrayList<>();
    try (var rows = select.executeQuery()) {
      while (rows.next()) {
        views.add(
            new ProjectView(
                rows.getObject(1, UUID.class),
                rows.getString(2),
                rows.getString(3),
                rows.getBoolean(4),
                rows.getObject(5, OffsetDateTime.class).toInstant()));
      }
    }
    return views;
  }

  /**
   * @return whether there was room and the slug is new
   */
  boolean insert(Connection tx, UUID tenantId, String slug, String name) throws SQLException {
    try (var insert =
        tx.prepareStatement(
            "insert into project (tenant_id, project_id, slug, name) values (?, ?, ?, ?)"
                + " on conflict (tenant_id, slug) do nothing")) {
      insert.setObject(1, tenantId);
      insert.setObject(2, UUID.randomUUID());
      insert.setString(3, slug);
      insert.setString(4, name);
      return insert.executeUpdate() == 1;
    }
  }

  void write(Connection tx, ProjectView project) throws SQLException {
    try (var update =
        tx.prepareStatement(
            "update project set name = ?,"
                + " archived_at = case when ? then coalesce(archived_at, now()) end"
                + " where project_id = ?")) {
      update.setString(1, project.name());
      update.setBoolean(2, project.archived());
      update.setObject(3, project.id());
      update.executeUpdate();
    }
  }
}
