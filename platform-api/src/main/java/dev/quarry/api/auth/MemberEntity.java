package dev.quarry.api.auth;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of {@code member}: a person as an identity provider names it, with a role here. */
@Entity
@Table(name = "member")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
public class MemberEntity {
  @Id
  @Column(name = "member_id")
  public UUID memberId;

  @Column(name = "tenant_id", updatable = false)
  public UUID tenantId;

  @Column(updatable = false)
  public String issuer;

  @Column(updatable = false)
  public String subject;

  public String name;
  public String role;

  @Column(name = "created_at", updatable = false)
  public Instant createdAt;
}
