package dev.quarry.runner.model.extractive;

import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.NativeCall;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.runner.model.ChatModel;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.TokenCounter;
import dev.quarry.runner.model.ToolDefinition;
import dev.quarry.runner.model.extractive.ReplyWriter.Written;
import java.util.List;

/**
 * The model that needs no key and no network: it plans queries from the words of the question,
 * follows the names that it finds, and answers with quoted sentences. It plays the agent in both
 * modes and both protocols, also before the search, and the reader of a page. What the user says
 * meanwhile it searches for as well; its answer stays one to the question. All it knows is in the
 * prompt; the same prompt always gets the same reply. It is safe for many threads.
 */
public final class ExtractiveModel implements ChatModel {
  /** The name under which it is shown. */
  public static final String NAME = "extractive";

  /** Stands where other models have the address of a server. */
  public static final String ENDPOINT = "built-in";

  private final TokenCounter counter;
  private final PageExtractor reader;
  private final ResearchPolicy policy;
  private final ReplyWriter writer;

  /**
   * @param counter for usage and for the bound of reports
   * @param embeddings whether texts are also compared by meaning, with a model of 23 MB that is
   *     loaded at the first use
   */
  public ExtractiveModel(TokenCounter counter, ExtractiveLimits limits, boolean embeddings) {
    this(
        counter,
        limits,
        embeddings ? new CachedVectors(limits.cachedVectors()) : SentenceVectors.NONE);
  }

  ExtractiveModel(TokenCounter counter, ExtractiveLimits limits, SentenceVectors vectors) {
    this.counter = counter;
    SentenceRanker ranker = new SentenceRanker(vectors, limits.comparedByMeaning());
    this.reader = new PageExtractor(ranker, limits);
    this.policy = new ResearchPolicy(limits, new AnswerWriter(vectors));
    this.writer = new ReplyWriter(new ReportNotes(counter, limits.reportTokens()));
  }

  @Override
  public ModelOutcome ask(Prompt prompt, String stickyKey) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("cancelled before the reply");
    }
    Written written =
        switch (PromptReader.read(prompt)) {
          case Assignment.Research r -> research(r.workspace());
          case Assignment.Reading r -> new Written(reader.extract(r.page(), r.goal()), List.of());
          case Assignment.Clarifying c ->
              new Written(DraftPrompt.clarification(c.request()), List.of());
          case Assignment.Planning p ->
              new Written(DraftPrompt.plan(policy.planned(p.request(), p.messages())), List.of());
          case Assignment.Unreadable u ->
              new Written(
                  "<answer>\n"
                      + AnswerWriter.NOT_FOUND
                      + " The extractive model cannot use this prompt: "
                      + u.reason()
                      + ".\n</answer>",
                  List.of());
        };
    return new ModelOutcome.Reply(reply(prompt, written));
  }

  private Written research(Workspace workspace) throws InterruptedException {
    Knowledge knowledge = Knowledge.of(workspace);
    return writer.write(workspace, knowledge, policy.next(workspace, knowledge));
  }

  private ModelReply reply(Prompt prompt, Written written) {
    long output = counter.count(written.content());
    for (NativeCall call : written.calls()) {
      output += counter.count(call.name()) + counter.count(call.arguments());
    }
    TokenUsage usage = new TokenUsage(input(prompt), output, true);
    String reason = written.calls().isEmpty() ? "stop" : "tool_calls";
    return new ModelReply(written.content(), null, written.calls(), reason, usage, ENDPOINT);
  }

  private long input(Prompt prompt) {
    long tokens = 0;
    for (Message message : prompt.messages()) {
      tokens += counter.count(message.content());
    }
    for (ToolDefinition tool : prompt.tools()) {
      tokens +=
          counter.count(tool.name())
              + counter.count(tool.description())
              + counter.count(tool.schemaJson());
    }
    return tokens;
  }
}
