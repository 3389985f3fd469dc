package dev.quarry.runner.model.extractive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers of a sentence that are numbers: dates, counts, measures. */
final class NumberSpans {
  private static final String MONTH =
      "(?:January|February|March|April|May|June|July|August|September|October|November|December)";
  private static final Pattern DATE =
      Pattern.compile(
          "\\b(?:\\d{1,2}(?:st|nd|rd|th)? "
              + MONTH
              + "(?: \\d{3,4})?|"
              + MONTH
              + " \\d{1,2}(?:st|nd|rd|th)?(?:,? \\d{3,4})?|"
              + MONTH
              + " \\d{3,4}|\\d{4}-\\d{2}-\\d{2}|(?:1\\d|20)\\d{2}s?|\\d{3,4} (?:BC|AD|BCE|CE)"
              + "|(?:AD|BC) \\d{1,4}|(?:early |late |mid-)?\\p{L}+(?:th|st|nd|rd)[- ]century"
              + "|\\d{1,2}(?:st|nd|rd|th) century)\\b");
  private static final Pattern YEAR =
      Pattern.compile("\\b(?:1\\d|20)\\d{2}\\b|\\b\\d{3,4} (?:BC|AD|BCE|CE)\\b");
  private static final String NUMBER_WORD =
      "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
          + "|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty"
          + "|ninety|hundred|thousand|million|billion|dozen)";
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?i)(?:[$€£¥]\\s?)?\\b(?:\\d+(?:[.,]\\d+)*(?: (?:hundred|thousand|million|billion))?|"
              + NUMBER_WORD
              + "(?:[- ](?:and )?"
              + NUMBER_WORD
              + ")*)\\b\\s?%?");
  private static final Pattern UNIT = Pattern.compile("\\G[\\s-]*(\\p{L}+(?:/\\p{L}+)?)");
  private static final Set<String> UNITS =
      Set.of(
          ("metre metres meter meters kilometre kilometres kilometer kilometers centimetre centimetres"
                  + " millimetre millimetres millimeter millimeters foot feet inch inches mile miles yard"
                  + " yards fathom fathoms tonne tonnes ton tons kilogram kilograms kg gram grams pound"
                  + " pounds second seconds minute minutes hour hours day days week weeks month months"
                  + " year years knot knots dollar dollars euro euros franc francs guinea guineas shilling"
                  + " shillings litre litres gallon gallons degree degrees percent watt watts kilowatt"
                  + " kilowatts megawatt megawatts volt volts candela km cm mm m ft ms s mb gb kb bytes byte"
                  + " hectare hectares acre acres people inhabitants storeys stories steps")
              .split(" "));
  private static final int NEAR_WORDS = 4;
  private static final String CURRENCY = "$€£¥";
  private static final int BEFORE_COST = 1_000;

  private final QuestionAnalysis question;
  private final Passage passage;
  private final String text;
  private final Focus focus;

  NumberSpans(QuestionAnalysis question, Passage passage) {
    this.question = question;
    this.passage = passage;
    this.text = passage.plain();
    this.focus = new Focus(question, passage);
  }

  private record Span(int start, int end) {}

  Optional<AnswerSpan> date() {
    boolean year = question.asked().contains("year");
    List<Span> found = spans(year ? YEAR : DATE);
    found.removeIf(s -> question.text().contains(text.substring(s.start(), s.end())));
    int from = Math.max(0, focus.position());
    return found.stream()
        .min(
            Comparator.comparingInt(
                s -> s.start() >= from ? s.start() - from : BEFORE_COST + from - s.start()))
        .map(s -> span(s, s.end(), found.size() == 1));
  }

  Optional<AnswerSpan> count() {
    for (Span span : spans(NUMBER)) {
      int end = askedNounNear(span.end());
      if (end > 0 && !year(span)) {
        return Optional.of(span(span, end, true));
      }
    }
    return Optional.empty();
  }

  private int askedNounNear(int from) {
    Set<String> asked = Words.contentKeys(String.join(" ", question.asked()));
    int seen = 0;
    for (Word word : passage.words()) {
      if (word.start() >= from && seen++ < NEAR_WORDS && Words.relatedToAny(word.key(), asked)) {
        return word.end();
      }
    }
    return -1;
  }

  /** With a unit if any number has one; bare digits otherwise. */
  Optional<AnswerSpan> quantity() {
    List<AnswerSpan> measured = new ArrayList<>();
    List<AnswerSpan> bare = new ArrayList<>();
    for (Span span : spans(NUMBER)) {
      String number = text.substring(span.start(), span.end()).strip();
      if (question.text().contains(number) || year(span) || inDate(span)) {
        continue;
      }
      Matcher unit = UNIT.matcher(text);
      boolean known = unit.find(span.end()) && UNITS.contains(unit.group(1));
      boolean sign = number.endsWith("%") || CURRENCY.indexOf(number.charAt(0)) >= 0;
      if (known || sign) {
        measured.add(span(span, known ? unit.end() : span.end(), true));
      } else if (Character.isDigit(number.charAt(0))) {
        bare.add(span(span, span.end(), false));
      }
    }
    List<AnswerSpan> found = measured.isEmpty() ? bare : measured;
    return found.stream()
        .findFirst()
        .map(s -> new AnswerSpan(s.text(), s.sure() && found.size() == 1, s.distance()));
  }

  private AnswerSpan span(Span span, int end, boolean sure) {
    String words = text.substring(span.start(), end).strip();
    return new AnswerSpan(words, sure, focus.distance(span.start()));
  }

  private boolean year(Span span) {
    boolean digits = YEAR.matcher(text.substring(span.start(), span.end()).strip()).matches();
    Matcher unit = UNIT.matcher(text);
    return digits && !(unit.find(span.end()) && UNITS.contains(unit.group(1)));
  }

  private boolean inDate(Span span) {
    return spans(DATE).stream()
        .anyMatch(d -> d.start() <= span.start() && span.end() <= d.end() + 1);
  }

  private List<Span> spans(Pattern pattern) {
    List<Span> spans = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      spans.add(new Span(matcher.start(), matcher.end()));
    }
    return spans;
  }
}
