package dev.quarry.runner.model.extractive;

import dev.quarry.core.trajectory.Sampling;
import dev.quarry.runner.model.ChatModel;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.Prompt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The tools search and visit over articles in memory, in the platform's text formats. */
final class Library {
  private static final int HITS = 6;

  record Article(String url, String title, String text) {}

  private final Map<String, Article> articles = new LinkedHashMap<>();
  private final Map<String, String> results = new LinkedHashMap<>();

  /** Articles of a folder: the first line is the title, links are flattened. */
  static Library ofFolder(Path folder) {
    Library library = new Library();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
        String text = Passage.unlinked(Files.readString(file));
        String title = text.lines().findFirst().orElse("").replaceFirst("^#+ *", "");
        library.add("corpus://test/" + file.getFileName(), title, text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return library;
  }

  Library add(String url, String title, String text) {
    articles.put(url, new Article(url, title, text));
    return this;
  }

  String text(String url) {
    return articles.get(url).text();
  }

  String search(List<String> queries) {
    return String.join(
        "\n=======\n",
        queries.stream().map(q -> results.computeIfAbsent(q, this::search)).toList());
  }

  private String search(String query) {
    List<Article> all = List.copyOf(articles.values());
    double[] scores =
        WordRanking.scores(query, all.stream().map(a -> a.title() + "\n" + a.text()).toList());
    double[] titles = WordRanking.scores(query, all.stream().map(Article::title).toList());
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      scores[i] += 0.5 * titles[i];
      if (scores[i] > 0) {
        order.add(i);
      }
    }
    order.sort(Comparator.comparingDouble((Integer i) -> scores[i]).reversed());
    List<String> items = new ArrayList<>();
    for (int i : order.subList(0, Math.min(HITS, order.size()))) {
      Article a = all.get(i);
      items.add(
          (items.size() + 1)
              + ". ["
              + a.title()
              + "]("
              + a.url()
              + ")\nSource: test\n\n"
              + snippet(query, a));
    }
    return items.isEmpty()
        ? "No results found for '" + query + "'. Try with a more general query."
        : "A Google search for '"
            + query
            + "' found "
            + items.size()
            + " results:\n\n## Web Results\n"
            + String.join("\n\n", items);
  }

  private static String snippet(String query, Article article) {
    List<String> paragraphs = Sentences.paragraphs(article.text());
    Set<String> wanted = Words.contentKeys(query);
    int best = 0;
    int most = -1;
    for (int i = 0; i < paragraphs.size(); i++) {
      Set<String> shared = new HashSet<>(Words.contentKeys(paragraphs.get(i)));
      shared.retainAll(wanted);
      if (shared.size() > most) {
        most = shared.size();
        best = i;
      }
    }
    String text = paragraphs.get(best);
    return text.length() <= 300 ? text : text.substring(0, 300) + "...";
  }

  String visit(ChatModel reader, List<String> urls, String goal) throws InterruptedException {
    List<String> frames = new ArrayList<>();
    for (String url : urls) {
      Article article = articles.get(url);
      if (article == null) {
        frames.add(
            frame(
                url,
                goal,
                "The provided webpage content could not be accessed. Please check the URL or file format.",
                "The webpage content could not be processed, and therefore, no information is available."));
        continue;
      }
      String json = ask(reader, readerPrompt(article.text(), goal));
      var reply = JsonText.read(json);
      frames.add(frame(url, goal, reply.path("evidence").asText(), reply.path("summary").asText()));
    }
    return String.join("\n=======\n", frames);
  }

  static Prompt readerPrompt(String page, String goal) {
    String text =
        "Read the page and extract what serves the goal.\n<webpage_content>\n"
            + page
            + "\n</webpage_content>\n<user_goal>\n"
            + goal
            + "\n</user_goal>\nReply with JSON.";
    return prompt(List.of(new Message.User(text)));
  }

  static Prompt prompt(List<Message> messages) {
    return new Prompt(messages, List.of(), new Sampling(null, null, null, null, List.of(), false));
  }

  static String ask(ChatModel model, Prompt prompt) throws InterruptedException {
    return ((ModelOutcome.Reply) model.ask(prompt, "test")).reply().content();
  }

  static String frame(String url, String goal, String evidence, String summary) {
    return "The useful information in "
        + url
        + " for user goal "
        + goal
        + " as follows: \n\nEvidence in page: \n"
        + evidence
        + "\n\nSummary: \n"
        + summary
        + "\n\n";
  }
}
