package dev.quarry.runner.model.extractive;

import dev.quarry.runner.model.TokenCounter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The report of an IterResearch round: all that the model will know in the next one. Markdown for
 * people, one fact a line, and read back by {@link #read}. Angle brackets and ampersands are
 * written as entities, so that quoted text can never end a section.
 *
 * <pre>
 * # Research notes of the built-in extractive model
 * Tool calls so far: 3
 * ## Evidence
 * - url | title | heading (- for none) | sentence
 * ## Pages visited
 * - url | sentences kept (-1: could not be read) | goal
 * ## Searches
 * - query
 * ## Found, not visited
 * - url | title | snippet
 * ## Trouble
 * - what a tool said
 * ## Next steps
 * free text
 * </pre>
 */
final class ReportNotes {
  static final String FIRST_LINE = "# Research notes of the built-in extractive model";

  private static final String CALLS = "Tool calls so far: ";
  private static final String EVIDENCE = "## Evidence";
  private static final String VISITED = "## Pages visited";
  private static final String SEARCHES = "## Searches";
  private static final String FOUND = "## Found, not visited";
  private static final String TROUBLE = "## Trouble";
  private static final String NEXT = "## Next steps";
  private static final String BAR = " | ";
  private static final String NO_HEADING = "-";
  private static final Pattern CALLS_LINE = Pattern.compile("(?m)^" + CALLS + "(\\d{1,6})$");
  private static final int MAX_LINES = 12;
  private static final int MIN_LINES = 2;
  private static final int MAX_QUERIES = 24;
  private static final int MAX_SNIPPET = 240;
  private static final int MAX_FIELD = 300;

  private final TokenCounter counter;
  private final int maxTokens;

  /**
   * @param maxTokens of a report, tags included
   */
  ReportNotes(TokenCounter counter, int maxTokens) {
    this.counter = counter;
    this.maxTokens = maxTokens;
  }

  /**
   * @param kept evidence, most important first
   * @param next what is missing and what will be done
   */
  String write(Findings findings, List<Evidence> kept, Collection<Hit> open, String next) {
    List<Hit> hits = open.stream().limit(MAX_LINES).toList();
    String whole = text(findings, kept, hits, next);
    if (fits(whole)) {
      return whole;
    }
    List<Hit> fewer = hits.subList(0, Math.min(MIN_LINES, hits.size()));
    int most = 0;
    int tooMany = kept.size() + 1;
    while (tooMany - most > 1) {
      int middle = (most + tooMany) >>> 1;
      if (fits(text(findings, kept.subList(0, middle), fewer, next))) {
        most = middle;
      } else {
        tooMany = middle;
      }
    }
    return text(findings, kept.subList(0, most), most == 0 ? List.of() : fewer, next);
  }

  private boolean fits(String text) {
    return counter.count(text) <= maxTokens;
  }

  private static String text(
      Findings findings, List<Evidence> evidence, List<Hit> hits, String next) {
    StringBuilder out = new StringBuilder(FIRST_LINE).append('\n');
    out.append(CALLS).append(findings.toolCalls()).append('\n');
    List<String> lines = new ArrayList<>();
    Set<Evidence> most = Set.copyOf(evidence);
    for (Evidence e : findings.evidence()) {
      if (most.contains(e)) {
        lines.add(e.url() + BAR + field(e.title()) + BAR + section(e) + BAR + e.sentence());
      }
    }
    section(out, EVIDENCE, lines);
    List<String> visits = new ArrayList<>();
    for (VisitNote visit : findings.visits()) {
      visits.add(visit.url() + BAR + visit.sentences() + BAR + head(visit.goal(), MAX_FIELD));
    }
    section(out, VISITED, newest(visits, MAX_QUERIES));
    section(out, SEARCHES, newest(findings.queries(), MAX_QUERIES));
    section(out, FOUND, hits.stream().map(ReportNotes::line).toList());
    section(out, TROUBLE, newest(findings.troubles(), 2));
    return out.append(NEXT).append('\n').append(escaped(Sentences.collapse(next))).toString();
  }

  private static String section(Evidence evidence) {
    return evidence.section().isEmpty() ? NO_HEADING : field(evidence.section());
  }

  private static String line(Hit hit) {
    return hit.url() + BAR + field(hit.title()) + BAR + head(hit.snippet(), MAX_SNIPPET);
  }

  private static String head(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length);
  }

  private static <T> List<T> newest(List<T> all, int count) {
    return all.subList(Math.max(0, all.size() - count), all.size());
  }

  private static String field(String text) {
    return head(text.replace('|', '/'), MAX_FIELD);
  }

  private static void section(StringBuilder out, String heading, List<String> lines) {
    out.append(heading).append('\n');
    for (String line : lines) {
      out.append("- ").append(escaped(Sentences.collapse(line))).append('\n');
    }
  }

  /**
   * @param text that {@link #write} made; what cannot be read in it is skipped
   */
  static Findings read(String text) {
    Findings findings = new Findings();
    Matcher calls = CALLS_LINE.matcher(text);
    if (calls.find()) {
      findings.setToolCalls(Integer.parseInt(calls.group(1)));
    }
    String section = "";
    for (String line : text.split("\\n")) {
      if (line.startsWith("## ")) {
        section = line.strip();
      } else if (line.startsWith("- ")) {
        entry(findings, section, unescaped(line.substring(2)));
      }
    }
    return findings;
  }

  private static void entry(Findings findings, String section, String entry) {
    String[] fields = entry.split(" \\| ", section.equals(EVIDENCE) ? 4 : 3);
    switch (section) {
      case EVIDENCE -> {
        if (fields.length == 4) {
          String heading = fields[2].equals(NO_HEADING) ? "" : fields[2];
          findings.addEvidence(new Evidence(fields[0], fields[1], heading, fields[3]));
        }
      }
      case VISITED -> {
        if (fields.length == 3 && fields[1].matches("-?\\d{1,6}")) {
          findings.addVisit(new VisitNote(fields[0], Integer.parseInt(fields[1]), fields[2]));
        }
      }
      case SEARCHES -> findings.addQuery(entry);
      case FOUND -> {
        if (fields.length >= 2) {
          findings.addHit(new Hit(fields[0], fields[1], fields.length == 3 ? fields[2] : ""));
        }
      }
      case TROUBLE -> findings.addTrouble(entry);
      default -> {}
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String unescaped(String text) {
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
  }
}
