package dev.quarry.runner.model.extractive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells by its form which kind of prompt came, and reads it. */
final class PromptReader {
  /** Stands in the prompt that ends a rollout. */
  static final String FINAL = "Do not call any more tools";

  private static final String PAGE = "webpage_content";
  private static final String GOAL = "user_goal";

  private PromptReader() {}

  static Assignment read(Prompt prompt) {
    List<String> users = new ArrayList<>();
    boolean spoke = false;
    boolean instructed = false;
    for (Message message : prompt.messages()) {
      switch (message) {
        case Message.User u -> users.add(u.content());
        case Message.Assistant a -> spoke = true;
        case Message.System s -> instructed = true;
        case Message.ToolOutput t -> {}
      }
    }
    if (users.isEmpty()) {
      return new Assignment.Unreadable("the prompt has no message of a user");
    }
    String first = users.getFirst();
    boolean alone = users.size() == 1 && !spoke;
    if (alone && !instructed) {
      Optional<Assignment> draft = DraftPrompt.read(first);
      if (draft.isPresent()) {
        return draft.get();
      }
    }
    if (alone && first.contains("<" + PAGE + ">") && first.contains("<" + GOAL + ">")) {
      return reading(first);
    }
    if (alone && Tagged.first(first, "question").filter(q -> !q.isBlank()).isPresent()) {
      return IterResearchPrompt.read(prompt, first);
    }
    return ReActPrompt.read(prompt);
  }

  private static Assignment reading(String text) {
    String page = Tagged.widest(text, PAGE).orElse("");
    String around = Tagged.without(text, PAGE);
    String goal = Tagged.first(around, GOAL).orElse("");
    return new Assignment.Reading(page, Sentences.collapse(goal));
  }

  /** Tools beside the messages, in the form of those inside them. */
  static Toolbox beside(Prompt prompt) {
    List<JsonNode> definitions = new ArrayList<>();
    for (ToolDefinition tool : prompt.tools()) {
      ObjectNode definition = JsonText.object();
      definition.put("name", tool.name());
      definition.set("parameters", JsonText.read(tool.schemaJson()));
      definitions.add(definition);
    }
    return Toolbox.of(definitions);
  }

  /** The first tools block of a text that holds definitions; instructions may name the tag too. */
  static Toolbox inside(String text) {
    for (String block : Tagged.all(text, "tools")) {
      List<JsonNode> definitions = JsonText.objects(block);
      if (!definitions.isEmpty()) {
        return Toolbox.of(definitions);
      }
    }
    return Toolbox.NONE;
  }

  /** What a call meant, told by its arguments. */
  static ToolRequest request(String name, JsonNode arguments) {
    JsonNode args = arguments.isTextual() ? JsonText.read(arguments.asText()) : arguments;
    for (String field : List.of("url", "urls", "uri", "link", "address")) {
      List<String> urls = JsonText.strings(args.path(field));
      if (!urls.isEmpty()) {
        return new ToolRequest.Visit(urls, args.path("goal").asText(""));
      }
    }
    for (String field : List.of("query", "queries", "q", "search_query", "keywords")) {
      List<String> queries = JsonText.strings(args.path(field));
      if (!queries.isEmpty()) {
        return new ToolRequest.Search(queries);
      }
    }
    return new ToolRequest.Other(name);
  }
}
