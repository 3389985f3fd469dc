package dev.quarry.api.project;

import dev.quarry.api.audit.Act;
import dev.quarry.api.audit.AuditService;
import dev.quarry.api.auth.Requester;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import dev.quarry.api.tenancy.TenantSession;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Making, changing and archiving projects. */
@Singleton
public final class ProjectService {
  private final AuditService audit;
  private final TenantSession sessions;
  private final ProjectStore projects;
  private final int perTenant;

  ProjectService(
      AuditService audit, TenantSession sessions, ProjectStore projects, ApiConfig config) {
    this.audit = audit;
    this.sessions = sessions;
    this.projects = projects;
    this.perTenant = config.tenants().projects();
  }

  public ProjectView create(Requester by, String slug, String name) {
    return audit.doing(
        by,
        new Act("project.create", slug, name),
        () ->
            sessions.onConnection(
                tx -> {
                  if (projects.all(tx).size() >= perTenant) {
                    throw ApiException.of(
                        ErrorCode.LIMIT_REACHED,
                        "There are %,d projects already, and no more are allowed."
                            .formatted(perTenant));
                  }
                  if (!projects.insert(tx, by.tenantId(), slug, name)) {
                    throw ApiException.of(
                        ErrorCode.PROJECT_EXISTS,
                        "There is a project \"%s\" already.".formatted(slug));
                  }
                  return require(tx, slug);
                }));
  }

  public List<ProjectView> list(UUID tenantId) {
    return sessions.call(tenantId, () -> sessions.onConnection(projects::all));
  }

  public ProjectView get(UUID tenantId, String slug) {
    return sessions.call(tenantId, () -> sessions.onConnection(tx -> require(tx, slug)));
  }

  /** Changes what is given. */
  public ProjectView change(
      Requester by, String slug, Optional<String> name, Optional<Boolean> archived) {
    String told =
        name.map(n -> "name=" + n).orElse("") + archived.map(a -> " archived=" + a).orElse("");
    return audit.doing(
        by,
        new Act("project.change", slug, told.strip()),
        () ->
            sessions.onConnection(
                tx -> {
                  ProjectView before = require(tx, slug);
                  projects.write(
                      tx,
                      new ProjectView(
                          before.id(),
                          slug,
                          name.orElse(before.name()),
                          archived.orElse(before.archived()),
                          before.createdAt()));
                  return require(tx, slug);
                }));
  }

  /**
   * @throws ApiException naming the field, when there is none that takes jobs
   */
  public ProjectView open(UUID tenantId, String slug) {
    ProjectView found = find(tenantId, slug);
    if (found.archived()) {
      throw ApiException.invalid(
          "project", "\"%s\" is archived and takes no more jobs".formatted(slug));
    }
    return found;
  }

  /**
   * @throws ApiException naming the field, when there is none
   */
  public ProjectView find(UUID tenantId, String slug) {
    return sessions
        .call(tenantId, () -> sessions.onConnection(tx -> projects.bySlug(tx, slug)))
        .orElseThrow(
            () -> ApiException.invalid("project", "there is no project \"%.80s\"".formatted(slug)));
  }

  private ProjectView require(Connection tx, String slug) throws SQLException {
    return projects.bySlug(tx, slug).orElseThrow(() -> ApiException.notFound("project", slug));
  }
}
