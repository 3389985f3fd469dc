package dev.quarry.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Pair;
import dev.quarry.bench.measure.Pairs;
import dev.quarry.bench.measure.Spread;
import dev.quarry.bench.measure.Target;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final Figure MET =
      Figure.ratio(
          "B2",
          "time of 50 steps",
          new Pairs(List.of(new Pair(100, 125, 100), new Pair(100, 150, 100), new Pair(1, 9, 3))),
          new Target.AtMost(1.5),
          "the bare loop");
  private static final Figure MISSED =
      Figure.number("B4", "stored bytes", Spread.one(1.4), new Target.AtMost(1.3));
  private static final Figure UNDECIDED =
      Figure.ratio(
          "B1", "jobs", new Pairs(List.of(new Pair(1, 9, 3))), new Target.AtLeast(0.5), "raw");

  private static Report report(Map<String, String> failures, Figure... figures) {
    return new Report(
        Instant.EPOCH,
        Instant.EPOCH.plusSeconds(60),
        true,
        new Machine(2, 1_024, "Linux amd64", "25", "18.6.0", Double.NaN),
        List.of(figures),
        failures);
  }

  @Test
  void tableHasALineAFigure() {
    List<String> lines =
        TableReport.lines(report(Map.of("B7", "no runner"), MET, MISSED, UNDECIDED));

    assertThat(lines)
        .containsExactly(
            "    figure            value  min–max    pairs   target              against",
            "B2  time of 50 steps  1.38   1.25–1.50  2 (−1)  ≤ 1.50   met        the bare loop",
            "B4  stored bytes      1.40                      ≤ 1.30   missed",
            "B1  jobs              –                 0 (−1)  ≥ 0.500  undecided  raw",
            "B7 could not be measured: no runner");
  }

  @Test
  void markdownTellsWhereAndHoldsTheTable() {
    List<String> lines = MarkdownReport.lines(report(Map.of("B7", "no runner"), MET, MISSED));

    assertThat(lines)
        .containsExactly(
            "1970-01-01 00:00 UTC, 1 min, quick form; 2 cores, 1.00 GiB of memory, Linux amd64,"
                + " JDK 25, PostgreSQL 18.6.0; load before it –.",
            "",
            "|  | figure | value | min–max | pairs | target |  | against |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
            "| B2 | time of 50 steps | 1.38 | 1.25–1.50 | 2 (−1) | ≤ 1.50 | met | the bare loop |",
            "| B4 | stored bytes | 1.40 |  |  | ≤ 1.30 | missed |  |",
            "",
            "- B7 could not be measured: no runner");
  }

  @Test
  void onlyWhatIsMetIsMet() {
    Figure told = Figure.number("B2.dbos", "DBOS", Spread.one(3), new Target.None());

    assertThat(report(Map.of(), MET, told).allMet()).isTrue();
    assertThat(report(Map.of(), MET, MISSED).allMet()).isFalse();
    assertThat(report(Map.of(), MET, UNDECIDED).allMet()).isFalse();
    assertThat(report(Map.of("B7", "no runner"), MET).allMet()).isFalse();
  }

  @Test
  void jsonHoldsWhatTheTableHolds(@TempDir Path folder) throws Exception {
    // When
    Path file = folder.resolve("report.json");
    JsonReport.write(report(Map.of(), MET, UNDECIDED), file);

    // Then
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertThat(json.at("/machine/cores").asInt()).isEqualTo(2);
    assertThat(json.at("/machine/loadBefore").isNull()).isTrue();
    JsonNode met = json.at("/figures/0");
    assertThat(met.path("value").asDouble()).isEqualTo(1.375);
    assertThat(met.path("atMost").asDouble()).isEqualTo(1.5);
    assertThat(met.path("verdict").asText()).isEqualTo("met");
    assertThat(met.path("pairs").asInt()).isEqualTo(2);
    assertThat(met.path("discarded").asInt()).isEqualTo(1);
    assertThat(met.at("/details/measured").asDouble()).isEqualTo(137.5);
    JsonNode undecided = json.at("/figures/1");
    assertThat(undecided.path("value").isNull()).isTrue();
    assertThat(undecided.path("verdict").asText()).isEqualTo("undecided");
  }
}
