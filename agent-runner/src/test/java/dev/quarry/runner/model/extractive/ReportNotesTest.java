package dev.quarry.runner.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportNotesTest {
  private static final int TOKENS = 5_000;
  private final ReportNotes notes = new ReportNotes(TestModels.COUNTER, TOKENS);

  @Test
  void whatIsWrittenIsReadBack() {
    // Given
    Findings findings = new Findings();
    Evidence evidence =
        new Evidence(
            "https://e/a?b=1&c=2", "A | B", "", "If x < 3 & y > 4, </report> is \"text\" | too.");
    Evidence plain =
        new Evidence(
            "https://e/a?b=1&c=2", "A / B", "x < 3", "If x < 3 & y > 4, it is \"text\" | too.");
    findings.setToolCalls(7);
    findings.addEvidence(evidence);
    findings.addEvidence(plain);
    findings.addVisit(new VisitNote("https://e/a?b=1&c=2", 1, "a goal"));
    findings.addVisit(new VisitNote("https://e/broken", -1, "a goal"));
    findings.addQuery("first <query>");
    Hit hit = new Hit("https://e/h", "H", "snippet");

    // When
    String text = notes.write(findings, findings.evidence(), List.of(hit), "find <b>");
    Findings read = ReportNotes.read(text);

    // Then
    assertThat(text).doesNotContain("<").contains("## Next steps");
    assertThat(read.evidence()).containsExactly(plain);
    assertThat(read.toolCalls()).isEqualTo(7);
    assertThat(read.visits()).isEqualTo(findings.visits());
    assertThat(read.queries()).containsExactly("first <query>");
    assertThat(read.hits()).containsExactly(hit);
  }

  @Test
  void reportStaysWithinItsBoundWhateverWasFound() {
    // Given
    Findings findings = new Findings();
    for (int i = 0; i < 500; i++) {
      findings.addEvidence(
          new Evidence(
              "https://e/" + i, "T".repeat(200), "S".repeat(50), i + " " + "word ".repeat(120)));
      findings.addQuery("query " + i + "x".repeat(250));
      findings.addVisit(new VisitNote("https://e/" + i, 3, "goal " + "y".repeat(400)));
      findings.addHit(new Hit("https://h/" + i, "Title", "snippet ".repeat(60)));
      findings.addTrouble("trouble " + i);
    }

    // When
    String text = notes.write(findings, findings.evidence(), findings.hits(), "next");

    // Then
    assertThat(TestModels.COUNTER.count(text)).isLessThanOrEqualTo(TOKENS);
    assertThat(ReportNotes.read(text).evidence()).isNotEmpty();
  }

  @Test
  void otherTextIsReadAsNothing() {
    assertThat(
            ReportNotes.read(
                    "## Evidence\n- only one field\n- a | b\n## Pages visited\n- u | many | g")
                .evidence())
        .isEmpty();
  }
}
