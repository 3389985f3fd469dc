package dev.quarry.api.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some jobs, newest first.
 *
 * @param nextCursor for the next page; absent on the last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobPage(List<JobView> items, @Nullable String nextCursor) {
  public JobPage {
    items = List.copyOf(items);
  }
}
