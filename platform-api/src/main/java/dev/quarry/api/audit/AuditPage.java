package dev.quarry.api.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some lines, newest first.
 *
 * @param nextCursor for the next page; absent on the last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditPage(List<AuditEvent> items, @Nullable String nextCursor) {
  public AuditPage {
    items = List.copyOf(items);
  }
}
