package dev.quarry.api.admin;

import dev.quarry.api.auth.MemberEntity;
import java.time.Instant;
import java.util.UUID;

/**
 * A member as clients see it.
 *
 * @param issuer of its tokens
 * @param subject that they name
 */
public record MemberView(
    UUID id, String name, String role, String issuer, String subject, Instant createdAt) {
  static MemberView of(MemberEntity row) {
    return new MemberView(row.memberId, row.name, row.role, row.issuer, row.subject, row.createdAt);
  }
}
