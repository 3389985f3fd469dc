package dev.quarry.api.auth;

import dev.quarry.api.auth.TenantPrincipal.TenantRef;
import dev.quarry.api.tenancy.TenantSession;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Members of the tenant that the transaction sees. */
@Singleton
public class MemberStore implements PanacheRepositoryBase<MemberEntity, UUID> {
  private static final String HOLD_BACK =
      "select cast(pg_advisory_xact_lock(hashtextextended('member ' || ?1, 0)) as text)";

  private static final String NAME_SUBJECT =
      "select set_config('quarry.issuer', ?1, true) || set_config('quarry.subject', ?2, true)";
  private static final String TENANT =
      "select slug, suspended_at is not null from tenant where tenant_id = ?1";

  private final TenantSession sessions;

  public MemberStore(TenantSession sessions) {
    this.sessions = sessions;
  }

  public List<MemberEntity> all() {
    return list("order by name, memberId");
  }

  /** Of two that add members of a tenant at once, one waits until the other has. */
  public void holdBack(UUID tenantId) {
    getEntityManager()
        .createNativeQuery(HOLD_BACK, String.class)
        .setParameter(1, tenantId.toString())
        .getSingleResult();
  }

  public Optional<MemberEntity> bySubject(String issuer, String subject) {
    return find("issuer = ?1 and subject = ?2", issuer, subject).firstResultOptional();
  }

  /**
   * Who a person is, in each tenant that it is a member of: a policy of the table shows the rows of
   * the one person that the transaction names, and no others.
   */
  List<TenantPrincipal> principals(String issuer, String subject) {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              getEntityManager()
                  .createNativeQuery(NAME_SUBJECT, String.class)
                  .setParameter(1, issuer)
                  .setParameter(2, subject)
                  .getSingleResult();
              return list("issuer = ?1 and subject = ?2", issuer, subject).stream()
                  .map(this::principal)
                  .toList();
            });
  }

  private TenantPrincipal principal(MemberEntity row) {
    Object[] tenant =
        sessions.within(
            row.tenantId,
            () ->
                (Object[])
                    getEntityManager()
                        .createNativeQuery(TENANT, Object[].class)
                        .setParameter(1, row.tenantId)
                        .getSingleResult());
    return new TenantPrincipal(
        new TenantRef(row.tenantId, (String) tenant[0], (Boolean) tenant[1]),
        new Actor(Actor.Kind.MEMBER, row.memberId.toString(), row.name),
        row.role,
        Role.of(row.role).orElseThrow().scopes());
  }
}
