package dev.quarry.runner.model.extractive;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the research has come to so far, as the prompt tells it: built anew for each reply, by
 * folding the exchanges with the tools or by reading the notes of the last round.
 */
final class Findings {
  private static final int MAX_SENTENCE = 700;
  private static final int MAX_SNIPPET = 900;
  private static final int MAX_TROUBLE = 160;
  private static final int ENOUGH_HITS = 8;
  private static final double EVERYWHERE = 0.5;
  private static final Pattern SEPARATORS = Pattern.compile("[-_+]+|%20");
  private static final Pattern ENDING = Pattern.compile("\\.[A-Za-z]{2,5}$");

  private int toolCalls;
  private final List<String> queries = new ArrayList<>();
  private final Map<String, Hit> hits = new LinkedHashMap<>();
  private final List<VisitNote> visits = new ArrayList<>();
  private final Set<Evidence> evidence = new LinkedHashSet<>();
  private final List<String> troubles = new ArrayList<>();

  /** A call and the text that came back. */
  void exchange(ToolRequest request, String observation) {
    toolCalls++;
    switch (request) {
      case ToolRequest.Search s -> searched(s, observation);
      case ToolRequest.Visit v -> visited(v, observation);
      case ToolRequest.Other o -> trouble(observation);
    }
  }

  private void searched(ToolRequest.Search request, String observation) {
    request.queries().forEach(this::addQuery);
    List<Hit> found = SearchText.hits(observation);
    found.forEach(this::addHit);
    if (found.isEmpty()) {
      trouble(observation);
    }
  }

  private void visited(ToolRequest.Visit request, String observation) {
    Map<String, String> read = VisitText.evidence(observation, request.urls());
    for (String url : request.urls()) {
      String text = read.get(url);
      if (text == null) {
        addVisit(new VisitNote(url, -1, request.goal()));
        continue;
      }
      int before = evidence.size();
      Outline.ofEvidence(text)
          .forEach(
              line -> addEvidence(new Evidence(url, title(url), line.section(), line.sentence())));
      addVisit(new VisitNote(url, evidence.size() - before, request.goal()));
    }
    if (read.isEmpty()) {
      trouble(observation);
    }
  }

  private void trouble(String observation) {
    String line = Sentences.collapse(observation);
    if (!line.isEmpty() && !Tagged.hasProtocolTag(line)) {
      troubles.add(line.substring(0, Math.min(line.length(), MAX_TROUBLE)));
    }
  }

  void addQuery(String query) {
    if (!queries.contains(query)) {
      queries.add(query);
    }
  }

  void addHit(Hit hit) {
    hits.merge(hit.url(), hit, Findings::merged);
  }

  private static Hit merged(Hit old, Hit more) {
    boolean known = old.snippet().contains(more.snippet());
    boolean full = old.snippet().length() + more.snippet().length() > MAX_SNIPPET;
    return known || full
        ? old
        : new Hit(old.url(), old.title(), old.snippet() + " … " + more.snippet());
  }

  /**
   * Sentences that would read as tags of a prompt are left out: they could not be quoted safely.
   */
  void addEvidence(Evidence more) {
    String sentence = more.sentence();
    if (sentence.isBlank() || Tagged.hasProtocolTag(sentence + more.section())) {
      return;
    }
    evidence.add(
        sentence.length() <= MAX_SENTENCE
            ? more
            : new Evidence(more.url(), more.title(), more.section(), cut(sentence)));
  }

  /** A beginning, so that it is still word for word in the page. */
  private static String cut(String sentence) {
    int space = sentence.lastIndexOf(' ', MAX_SENTENCE);
    return sentence.substring(0, space > 0 ? space : MAX_SENTENCE);
  }

  void addVisit(VisitNote visit) {
    visits.add(visit);
  }

  void addTrouble(String text) {
    troubles.add(text);
  }

  void setToolCalls(int calls) {
    toolCalls = calls;
  }

  int toolCalls() {
    return toolCalls;
  }

  List<String> queries() {
    return List.copyOf(queries);
  }

  Collection<Hit> hits() {
    return List.copyOf(hits.values());
  }

  /** Keys of words that most of the found pages have; none before enough pages were found. */
  Set<String> everywhere() {
    if (hits.size() < ENOUGH_HITS) {
      return Set.of();
    }
    Map<String, Integer> counts = new HashMap<>();
    for (Hit hit : hits.values()) {
      Words.contentKeys(hit.title() + "\n" + hit.snippet())
          .forEach(key -> counts.merge(key, 1, Integer::sum));
    }
    return counts.entrySet().stream()
        .filter(e -> e.getValue() >= EVERYWHERE * hits.size())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  List<VisitNote> visits() {
    return List.copyOf(visits);
  }

  /** Addresses of pages that were asked for, each once. */
  Set<String> visited() {
    Set<String> urls = new LinkedHashSet<>();
    visits.forEach(v -> urls.add(v.url()));
    return urls;
  }

  /** Pages that could be read. */
  long read() {
    return visits.stream().filter(v -> v.sentences() >= 0).map(VisitNote::url).distinct().count();
  }

  boolean visited(String url, String goal) {
    String same = new VisitNote(url, 0, goal).goal();
    return visits.stream().anyMatch(v -> v.url().equals(url) && v.goal().equals(same));
  }

  List<Evidence> evidence() {
    return List.copyOf(evidence);
  }

  List<String> troubles() {
    return List.copyOf(troubles);
  }

  boolean unvisited(Hit hit) {
    return visits.stream().noneMatch(v -> v.url().equals(hit.url()));
  }

  /** The title that a search gave, else words of the address. */
  String title(String url) {
    Hit hit = hits.get(url);
    if (hit != null && !hit.title().isBlank()) {
      return hit.title();
    }
    String path = url.replaceFirst("[?#].*$", "").replaceFirst("/+$", "");
    String last = path.substring(path.lastIndexOf('/') + 1);
    return SEPARATORS.matcher(ENDING.matcher(last).replaceFirst("")).replaceAll(" ");
  }
}
