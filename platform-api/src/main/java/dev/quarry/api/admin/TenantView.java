package dev.quarry.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as the operator sees it: what it is and how it stands in the queue, nothing that it has.
 *
 * @param weight its share of the runners, against that of others
 * @param maxRunning most rollouts that run at once
 * @param key of its owner, in the answer that makes it and never again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TenantView(
    UUID id,
    String slug,
    String name,
    boolean suspended,
    double weight,
    int maxRunning,
    int queued,
    int running,
    Instant createdAt,
    @Nullable String key) {
  TenantView withKey(String whole) {
    return new TenantView(
        id, slug, name, suspended, weight, maxRunning, queued, running, createdAt, whole);
  }
}
