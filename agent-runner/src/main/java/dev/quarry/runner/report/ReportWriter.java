package dev.quarry.runner.report;

import dev.quarry.core.job.Citation;
import dev.quarry.core.job.Report;
import dev.quarry.core.trajectory.SourceRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * From an answer to a report. Each quote is looked up in the stored text of its page, whatever the
 * model claims; the list of sources is written anew and says what was found.
 */
public final class ReportWriter {
  private final Function<SourceRef, Optional<String>> pageText;

  /**
   * @param pageText the stored text of a page
   */
  public ReportWriter(Function<SourceRef, Optional<String>> pageText) {
    this.pageText = pageText;
  }

  /**
   * @param answer as the model wrote it
   * @param sources the pages that were read, in the order of their numbers
   */
  public Report write(String answer, List<SourceRef> sources) {
    AnswerText text = AnswerText.of(answer);
    Map<String, Optional<QuoteFinder>> finders = new HashMap<>();
    List<Citation> citations =
        text.claims().stream().map(claim -> check(claim, sources, finders)).toList();
    return new Report(markdown(text.body(), citations), citations);
  }

  private Citation check(
      ClaimedCitation claim, List<SourceRef> sources, Map<String, Optional<QuoteFinder>> finders) {
    Optional<Integer> read = Optional.empty();
    for (int i = 0; i < sources.size(); i++) {
      SourceRef source = sources.get(i);
      if (!samePage(source.url(), claim.url())) {
        continue;
      }
      int index = i;
      read = read.or(() -> Optional.of(index));
      Optional<QuoteFinder.Place> place =
          finders
              .computeIfAbsent(
                  source.url() + ' ' + source.sha256(),
                  key -> pageText.apply(source).map(QuoteFinder::new))
              .flatMap(finder -> finder.find(claim.quote()));
      if (place.isPresent()) {
        return citation(claim, source, i, place);
      }
    }
    return read.map(i -> citation(claim, sources.get(i), i, Optional.empty()))
        .orElseGet(
            () ->
                new Citation(
                    claim.n(),
                    claim.url(),
                    claim.url(),
                    claim.quote(),
                    false,
                    null,
                    null,
                    null,
                    null));
  }

  private static Citation citation(
      ClaimedCitation claim, SourceRef source, int index, Optional<QuoteFinder.Place> place) {
    return new Citation(
        claim.n(),
        source.url(),
        source.title(),
        claim.quote(),
        place.isPresent(),
        source.sha256(),
        place.map(QuoteFinder.Place::start).orElse(null),
        place.map(QuoteFinder.Place::end).orElse(null),
        index + 1);
  }

  /** Models drop schemes, trailing slashes and fragments; the page is the same. */
  private static boolean samePage(String read, String claimed) {
    return !claimed.isEmpty() && (read.equals(claimed) || plain(read).equals(plain(claimed)));
  }

  private static String plain(String url) {
    int fragment = url.indexOf('#');
    String page = fragment < 0 ? url : url.substring(0, fragment);
    page = page.replaceFirst("^https?://(www\\.)?", "");
    return (page.endsWith("/") ? page.substring(0, page.length() - 1) : page)
        .toLowerCase(Locale.ROOT);
  }

  private static String markdown(String body, List<Citation> citations) {
    if (citations.isEmpty()) {
      return body;
    }
    var lines = new ArrayList<String>();
    for (Citation c : citations) {
      lines.add("[%d] %s%s".formatted(c.n(), page(c), quote(c)));
    }
    return body + "\n\n## Sources\n\n" + String.join("\n\n", lines) + "\n";
  }

  private static String page(Citation c) {
    if (c.url().isEmpty()) {
      return "(no source given)";
    }
    return c.title().equals(c.url())
        ? "<%s>".formatted(c.url())
        : "[%s](<%s>)".formatted(c.title().replaceAll("[\\[\\]]", ""), c.url());
  }

  private static String quote(Citation c) {
    String quoted = c.quote().isEmpty() ? "" : " — “%s”".formatted(c.quote());
    return quoted + " — " + (c.verified() ? "verified" : "not verified: " + reason(c));
  }

  private static String reason(Citation c) {
    if (c.source() == null) {
      return "this page was not read";
    }
    if (c.quote().isEmpty()) {
      return "no quote given";
    }
    return QuoteFinder.tooShort(c.quote())
        ? "the quote is too short to prove anything"
        : "not found in the page";
  }
}
