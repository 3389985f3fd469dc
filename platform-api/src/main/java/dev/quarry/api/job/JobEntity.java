package dev.quarry.api.job;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of {@code job}, for reading: jobs are changed by fenced statements only. */
@Entity
@Immutable
@Table(name = "job")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
public class JobEntity {
  @Id
  @Column(name = "job_id")
  public UUID jobId;

  @Column(name = "tenant_id")
  public UUID tenantId;

  @Column(name = "project_id")
  public @Nullable UUID projectId;

  public String state;
  public String mode;
  public String model;

  /** JSON. */
  public String spec;

  @Column(name = "created_at")
  public Instant createdAt;

  @Column(name = "started_at")
  public @Nullable Instant startedAt;

  @Column(name = "ended_at")
  public @Nullable Instant endedAt;

  public int priority;

  @Column(name = "not_before")
  public @Nullable Instant notBefore;

  public @Nullable String termination;

  @Column(name = "failure_code")
  public @Nullable String failureCode;

  @Column(name = "failure_message")
  public @Nullable String failureMessage;

  public @Nullable String answer;

  /** JSON. */
  public @Nullable String awaiting;

  @Column(name = "expires_at")
  public @Nullable Instant expiresAt;
}
