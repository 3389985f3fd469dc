package dev.quarry.api.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.Report;

/** The specification and the report as they stand in the table of jobs, also read by runners. */
final class SpecJson {
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private SpecJson() {}

  static String encode(JobSpec spec) {
    try {
      return JSON.writeValueAsString(spec);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("specification cannot be written as JSON", e);
    }
  }

  static JobSpec spec(String json) {
    return read(json, JobSpec.class);
  }

  static Report report(String json) {
    return read(json, Report.class);
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored %s cannot be read".formatted(type.getName()), e);
    }
  }
}
