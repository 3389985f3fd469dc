package dev.quarry.toolset.web;

import dev.quarry.sdk.Artifacts;
import dev.quarry.sdk.CallInfo;
import dev.quarry.sdk.Cancellation;
import dev.quarry.sdk.CorpusFolder;
import dev.quarry.sdk.HttpGateway;
import dev.quarry.sdk.ModelAccess;
import dev.quarry.sdk.ModelRole;
import dev.quarry.sdk.Page;
import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.Sources;
import dev.quarry.sdk.ToolContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** A call context whose sources and reader model are given as functions. */
final class FakeToolContext implements ToolContext, Sources, ModelAccess {
  interface Search {
    List<SearchHit> search(String query, int limit) throws InterruptedException;
  }

  interface Fetch {
    Page fetch(String url) throws InterruptedException;
  }

  interface Reader {
    String reply(String prompt) throws InterruptedException;
  }

  final List<String> notes = Collections.synchronizedList(new ArrayList<>());
  final List<String> prompts = Collections.synchronizedList(new ArrayList<>());
  final List<Double> temperatures = Collections.synchronizedList(new ArrayList<>());
  final Map<String, String> settings = new HashMap<>();
  Duration time = Duration.ofSeconds(60);
  Search search = (query, limit) -> List.of();
  Fetch fetch = url -> new Page.Text(url, "T", "text");
  Reader reader = prompt -> "{}";

  private final Instant started = Instant.now();

  @Override
  public List<SearchHit> search(String query, int limit) throws InterruptedException {
    return search.search(query, limit);
  }

  @Override
  public Page fetch(String url) throws InterruptedException {
    return fetch.fetch(url);
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public String complete(String prompt, double temperature) throws InterruptedException {
    prompts.add(prompt);
    temperatures.add(temperature);
    return reader.reply(prompt);
  }

  /** A token is a character here. */
  @Override
  public String truncate(String text, int maxTokens) {
    return text.length() <= maxTokens ? text : text.substring(0, maxTokens);
  }

  @Override
  public Sources sources() {
    return this;
  }

  @Override
  public ModelAccess model(ModelRole role) {
    return this;
  }

  @Override
  public CallInfo info() {
    return new CallInfo(new UUID(0, 1), new UUID(0, 2), new UUID(0, 3), "key", 1);
  }

  @Override
  public HttpGateway http() {
    throw new AssertionError("the tools reach out through sources only");
  }

  @Override
  public Artifacts artifacts() {
    throw new AssertionError("nothing is left behind");
  }

  @Override
  public Instant deadline() {
    return started.plus(time);
  }

  @Override
  public Cancellation cancellation() {
    return new Cancellation() {
      @Override
      public boolean requested() {
        return false;
      }

      @Override
      public void onCancel(Runnable action) {}
    };
  }

  @Override
  public void progress(String note) {
    notes.add(note);
  }

  @Override
  public Optional<String> setting(String name) {
    return Optional.ofNullable(settings.get(name));
  }

  @Override
  public Optional<String> secret(String name) {
    return Optional.empty();
  }

  @Override
  public List<CorpusFolder> corpora() {
    return List.of();
  }

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public Logger log() {
    return NOPLogger.NOP_LOGGER;
  }
}
