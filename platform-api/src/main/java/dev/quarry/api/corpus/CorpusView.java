package dev.quarry.api.corpus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A corpus as clients see it.
 *
 * @param state {@code PENDING}, {@code INDEXING}, {@code READY} or {@code FAILED}
 * @param progress files of the indexing that goes on or was the last
 * @param skipped JSON array: files that could not be indexed, and why
 * @param failure why indexing failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CorpusView(
    String name,
    String path,
    String state,
    Progress progress,
    int documents,
    int passages,
    @JsonRawValue
        @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.ARRAY)
        String skipped,
    @Nullable String failure,
    @Nullable Instant indexedAt,
    Instant createdAt) {
  /** Files done of files found. */
  public record Progress(int done, int total) {}

  static CorpusView of(CorpusEntity row) {
    return new CorpusView(
        row.name,
        row.path,
        row.state,
        new Progress(row.filesDone, row.filesTotal),
        row.documents,
        row.passages,
        row.skipped,
        row.failure,
        row.indexedAt,
        row.createdAt);
  }
}
