package dev.quarry.api.admin;

import dev.quarry.api.audit.Act;
import dev.quarry.api.audit.AuditService;
import dev.quarry.api.auth.MemberEntity;
import dev.quarry.api.auth.MemberStore;
import dev.quarry.api.auth.Requester;
import dev.quarry.api.auth.Role;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import dev.quarry.api.tenancy.TenantSession;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** People who may use a tenant with tokens of an identity provider. */
@Singleton
public final class MemberService {
  private final AuditService audit;
  private final TenantSession sessions;
  private final MemberStore members;
  private final int perTenant;

  MemberService(AuditService audit, TenantSession sessions, MemberStore members, ApiConfig config) {
    this.audit = audit;
    this.sessions = sessions;
    this.members = members;
    this.perTenant = config.tenants().members();
  }

  public MemberView add(Requester by, MemberRequest request) {
    UUID id = UUID.randomUUID();
    Act act =
        new Act(
            "member.add",
            id.toString(),
            "%s: %s as %s".formatted(request.role().id(), request.subject(), request.name()));
    return audit.doing(
        by,
        act,
        () -> {
          Grants.require(by, request.role().scopes());
          members.holdBack(by.tenantId());
          if (members.bySubject(request.issuer(), request.subject()).isPresent()) {
            throw ApiException.of(
                ErrorCode.MEMBER_EXISTS,
                "\"%s\" of %s is a member already.".formatted(request.subject(), request.issuer()));
          }
          if (members.count() >= perTenant) {
            throw ApiException.of(
                ErrorCode.LIMIT_REACHED,
                "There are %,d members already, and no more are allowed.".formatted(perTenant));
          }
          MemberEntity row = new MemberEntity();
          row.memberId = id;
          row.tenantId = by.tenantId();
          row.issuer = request.issuer();
          row.subject = request.subject();
          row.name = request.name();
          row.role = request.role().id();
          row.createdAt = Instant.now();
          members.persist(row);
          return MemberView.of(row);
        });
  }

  public List<MemberView> list(UUID tenantId) {
    return sessions.call(tenantId, () -> members.all().stream().map(MemberView::of).toList());
  }

  public MemberView get(UUID tenantId, UUID id) {
    return sessions.call(tenantId, () -> MemberView.of(require(id)));
  }

  /** Changes what is given. */
  public MemberView change(Requester by, UUID id, Optional<String> name, Optional<Role> role) {
    Act act = new Act("member.change", id.toString(), role.map(Role::id).orElse(""));
    return audit.doing(
        by,
        act,
        () -> {
          MemberEntity row = require(id);
          Grants.require(by, Role.of(row.role).orElseThrow().scopes());
          role.ifPresent(r -> Grants.require(by, r.scopes()));
          name.ifPresent(n -> row.name = n);
          role.ifPresent(r -> row.role = r.id());
          members.flush();
          return MemberView.of(row);
        });
  }

  public void remove(Requester by, UUID id) {
    audit.doing(
        by,
        Act.of("member.remove", id.toString()),
        () -> {
          MemberEntity row = require(id);
          Grants.require(by, Role.of(row.role).orElseThrow().scopes());
          members.delete(row);
          return true;
        });
  }

  private MemberEntity require(UUID id) {
    return members
        .findByIdOptional(id)
        .orElseThrow(() -> ApiException.notFound("member", id.toString()));
  }
}
