package dev.quarry.api.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.job.JobRequest;
import dev.quarry.core.job.Budget;
import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.Mode;
import dev.quarry.core.job.Schedule;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;

/** Reads the body of {@code POST /jobs}. */
@Singleton
public final class JobRequestReader {
  private static final Mode DEFAULT_MODE = Mode.REACT;
  private static final List<String> DEFAULT_TOOLSETS = List.of("web");

  private final JsonBody bodies;
  private final ApiConfig.Requests limits;

  JobRequestReader(JsonBody bodies, ApiConfig config) {
    this.bodies = bodies;
    this.limits = config.requests();
  }

  /**
   * @throws ApiException naming every mistake
   */
  JobRequest read(InputStream body) {
    ObjectNode object = bodies.object(body);
    RequestFields fields = RequestFields.of(object);
    String question = fields.requiredWords("question", limits.questionCharacters()).orElse("");
    Mode mode = mode(fields);
    List<String> toolsets = toolsets(fields);
    List<String> corpora = fields.texts("corpora", limits.names()).orElse(List.of());
    Optional<String> model = fields.text("model");
    Budget budget = budget(fields, mode);
    Map<String, String> metadata = metadata(fields);
    boolean clarify = fields.truth("clarify").orElse(false);
    boolean approvePlan = fields.truth("approvePlan").orElse(false);
    Optional<Integer> retentionDays = retentionDays(fields);
    Optional<String> project = fields.text("project");
    Schedule schedule = schedule(fields);
    fields.refuseOthers();
    if (!fields.errors().isEmpty()) {
      throw ApiException.invalid(fields.errors());
    }
    return new JobRequest(
        question,
        mode,
        toolsets,
        corpora,
        model.orElse(null),
        budget,
        metadata,
        clarify,
        approvePlan,
        retentionDays.orElse(null),
        project.orElse(null),
        schedule,
        bodies.hash(object));
  }

  private static Mode mode(RequestFields fields) {
    Optional<String> given = fields.text("mode");
    Optional<Mode> mode = given.flatMap(Mode::of);
    if (given.isPresent() && mode.isEmpty()) {
      fields.wrong(
          "mode", "unknown mode \"%s\"; accepted are %s".formatted(given.get(), Mode.accepted()));
    }
    return mode.orElse(DEFAULT_MODE);
  }

  private List<String> toolsets(RequestFields fields) {
    List<String> toolsets = fields.texts("toolsets", limits.names()).orElse(DEFAULT_TOOLSETS);
    if (toolsets.isEmpty()) {
      fields.wrong("toolsets", "is empty; at least one toolset is needed");
    }
    return toolsets;
  }

  /** Each number is tried alone in place of its default, so that all that are wrong are told. */
  private static Budget budget(RequestFields fields, Mode mode) {
    Budget b = Budget.standard(mode);
    Optional<RequestFields> given = fields.object("budget");
    if (given.isEmpty()) {
      return b;
    }
    RequestFields in = given.get();
    int rounds =
        whole(
            in,
            "rounds",
            b.rounds(),
            n -> new Budget(n, b.modelCalls(), b.toolCalls(), b.tokens(), b.wallSeconds()));
    int modelCalls =
        whole(
            in,
            "modelCalls",
            b.modelCalls(),
            n -> new Budget(b.rounds(), n, b.toolCalls(), b.tokens(), b.wallSeconds()));
    int toolCalls =
        whole(
            in,
            "toolCalls",
            b.toolCalls(),
            n -> new Budget(b.rounds(), b.modelCalls(), n, b.tokens(), b.wallSeconds()));
    long tokens =
        number(
            in,
            "tokens",
            b.tokens(),
            n -> new Budget(b.rounds(), b.modelCalls(), b.toolCalls(), n, b.wallSeconds()));
    long wallSeconds =
        number(
            in,
            "wallSeconds",
            b.wallSeconds(),
            n -> new Budget(b.rounds(), b.modelCalls(), b.toolCalls(), b.tokens(), n));
    in.refuseOthers();
    return new Budget(rounds, modelCalls, toolCalls, tokens, wallSeconds);
  }

  private static int whole(RequestFields fields, String field, int standard, IntConsumer trial) {
    return (int) number(fields, field, standard, n -> trial.accept(Math.toIntExact(n)));
  }

  private static long number(
      RequestFields fields, String field, long standard, LongConsumer trial) {
    var given = fields.integer(field);
    if (given.isEmpty()) {
      return standard;
    }
    try {
      trial.accept(given.getAsLong());
      return given.getAsLong();
    } catch (IllegalArgumentException | ArithmeticException e) {
      fields.wrong(
          field,
          e instanceof ArithmeticException
              ? "is %d, which is too large".formatted(given.getAsLong())
              : String.valueOf(e.getMessage()));
      return standard;
    }
  }

  private Map<String, String> metadata(RequestFields fields) {
    Map<String, String> metadata =
        fields.object("metadata").map(RequestFields::allTexts).orElse(Map.of());
    if (metadata.size() > limits.metadataEntries()) {
      fields.wrong(
          "metadata",
          "has %d entries; at most %d are accepted"
              .formatted(metadata.size(), limits.metadataEntries()));
    }
    metadata.forEach(
        (key, value) -> {
          check(
              fields, "metadata key \"%.80s\"".formatted(key), key, limits.metadataKeyCharacters());
          check(
              fields,
              "metadata value of \"%.80s\"".formatted(key),
              value,
              limits.metadataValueCharacters());
        });
    return metadata;
  }

  private static Optional<Integer> retentionDays(RequestFields fields) {
    OptionalLong days = fields.integer("retentionDays");
    if (days.isEmpty()) {
      return Optional.empty();
    }
    if (days.getAsLong() < 1 || days.getAsLong() > JobSpec.MAX_RETENTION_DAYS) {
      fields.wrong(
          "retentionDays",
          "is %d; accepted are 1 to %d".formatted(days.getAsLong(), JobSpec.MAX_RETENTION_DAYS));
      return Optional.empty();
    }
    return Optional.of((int) days.getAsLong());
  }

  private Schedule schedule(RequestFields fields) {
    int priority = 0;
    OptionalLong given = fields.integer("priority");
    if (given.isPresent()) {
      if (Math.abs(given.getAsLong()) > Schedule.MAX_PRIORITY) {
        fields.wrong(
            "priority",
            "is %d; accepted are -%d to %d"
                .formatted(given.getAsLong(), Schedule.MAX_PRIORITY, Schedule.MAX_PRIORITY));
      } else {
        priority = (int) given.getAsLong();
      }
    }
    return new Schedule(priority, notBefore(fields).orElse(null));
  }

  private Optional<Instant> notBefore(RequestFields fields) {
    Optional<String> given = fields.text("notBefore");
    if (given.isEmpty()) {
      return Optional.empty();
    }
    Instant latest = Instant.now().plus(limits.notBeforeMost());
    try {
      Instant time = OffsetDateTime.parse(given.get()).toInstant();
      if (time.isAfter(latest)) {
        fields.wrong(
            "notBefore",
            "is %s; accepted is a time up to %d days from now"
                .formatted(given.get(), limits.notBeforeMost().toDays()));
        return Optional.empty();
      }
      return Optional.of(time);
    } catch (DateTimeParseException e) {
      fields.wrong(
          "notBefore",
          "is \"%.80s\"; accepted is a time with its offset, as in 2026-12-01T08:00:00Z"
              .formatted(given.get()));
      return Optional.empty();
    }
  }

  private static void check(RequestFields fields, String what, String text, int most) {
    if (text.length() > most) {
      fields.wrong(
          "metadata",
          "%s has %,d characters; at most %,d are accepted".formatted(what, text.length(), most));
    }
  }
}
