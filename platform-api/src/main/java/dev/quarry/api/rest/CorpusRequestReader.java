package dev.quarry.api.rest;

import dev.quarry.api.error.ApiException;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the body of {@code POST /corpora}. */
@Singleton
public final class CorpusRequestReader {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");

  private final JsonBody bodies;

  CorpusRequestReader(JsonBody bodies) {
    this.bodies = bodies;
  }

  /**
   * A folder and what it shall be called.
   *
   * @param path as it was given
   */
  record CorpusRequest(String name, String path) {}

  CorpusRequest read(InputStream body) {
    RequestFields fields = RequestFields.of(bodies.object(body));
    Optional<String> name = required(fields, "name");
    Optional<String> path = required(fields, "path");
    fields.refuseOthers();
    name.filter(n -> !NAME.matcher(n).matches())
        .ifPresent(
            n ->
                fields.wrong(
                    "name",
                    "is \"%.80s\"; 1 to 64 lower-case letters, digits and hyphens are accepted"
                        .formatted(n)));
    if (!fields.errors().isEmpty()) {
      throw ApiException.invalid(fields.errors());
    }
    return new CorpusRequest(name.orElseThrow(), path.orElseThrow());
  }

  private static Optional<String> required(RequestFields fields, String field) {
    int before = fields.errors().size();
    Optional<String> text = fields.text(field);
    if (text.isEmpty() && fields.errors().size() == before) {
      fields.wrong(field, "is missing");
    }
    return text;
  }
}
