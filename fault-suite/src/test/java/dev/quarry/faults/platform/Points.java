package dev.quarry.faults.platform;

import static dev.quarry.harness.agent.FaultPoint.Side.ENTRY;
import static dev.quarry.harness.agent.FaultPoint.Side.EXIT;

import dev.quarry.harness.agent.FaultPoint;
import java.util.List;

/** Where in the product's code a process can be made to end or to freeze. */
public final class Points {
  private static final String QUEUE = "dev.quarry.core.queue.";
  private static final String RUNNER = "dev.quarry.runner.";
  private static final String API = "dev.quarry.api.";

  /** Inside the claim's transaction. */
  public static final FaultPoint CLAIMING =
      new FaultPoint("claiming", QUEUE + "ClaimStore", "leased", EXIT);

  /** The claim is committed, nothing else has happened. */
  public static final FaultPoint CLAIMED =
      new FaultPoint("claimed", RUNNER + "work.SlotPool", "start", ENTRY);

  /** The job is marked as running. */
  public static final FaultPoint BEGUN =
      new FaultPoint("begun", QUEUE + "RolloutStore", "begin", EXIT);

  /** A request is about to be sent to the model. */
  public static final FaultPoint ASKING =
      new FaultPoint("asking", RUNNER + "model.completions.Transport", "post", ENTRY);

  /** The model has answered, nobody else knows. */
  public static final FaultPoint ANSWERED =
      new FaultPoint("answered", RUNNER + "model.completions.ChatCompletionsModel", "ask", EXIT);

  /** Steps are about to be written. */
  public static final FaultPoint WRITING =
      new FaultPoint("writing", "dev.quarry.core.trajectory.StepInsert", "write", ENTRY);

  /** Steps are committed, nobody has been told. */
  public static final FaultPoint WRITTEN =
      new FaultPoint("written", "dev.quarry.core.trajectory.StepInsert", "write", EXIT);

  /** A step is durable, and not announced. */
  public static final FaultPoint DURABLE =
      new FaultPoint("durable", "dev.quarry.core.trajectory.Journal", "append", EXIT);

  /** A tool is about to be called; where it has an effect, that it starts is durable. */
  public static final FaultPoint CALLING =
      new FaultPoint("calling", RUNNER + "engine.ToolRound", "invoke", ENTRY);

  /** A tool has had its effect, nothing of that is durable. */
  public static final FaultPoint CALLED =
      new FaultPoint("called", RUNNER + "tool.ToolPipeline", "invoke", EXIT);

  /** The last step is durable, the rollout has not ended. */
  public static final FaultPoint ENDING =
      new FaultPoint("ending", QUEUE + "RolloutStore", "end", ENTRY);

  /** Inside the transaction that ends a job. */
  public static final FaultPoint SETTLING =
      new FaultPoint("settling", QUEUE + "UsageRecord", "write", EXIT);

  /** That transaction is committed. */
  public static final FaultPoint ENDED =
      new FaultPoint("ended", QUEUE + "RolloutStore", "end", EXIT);

  /** A lease is about to be given back. */
  public static final FaultPoint HANDING_BACK =
      new FaultPoint("handing-back", QUEUE + "LeaseStore", "handBack", ENTRY);

  /** Inside the API's transaction that takes a job in. */
  public static final FaultPoint TAKING_IN =
      new FaultPoint("taking-in", QUEUE + "JobIntake", "enqueue", EXIT);

  /** That transaction is committed, the client has no answer. */
  public static final FaultPoint TAKEN_IN =
      new FaultPoint("taken-in", API + "job.IntakeStore", "take", EXIT);

  /** Kafka has the records of the outbox, their rows are still there. */
  public static final FaultPoint RELAYED =
      new FaultPoint("relayed", API + "relay.RecordSender", "send", EXIT);

  /** Those in a runner. */
  public static final List<FaultPoint> IN_RUNNERS =
      List.of(
          CLAIMING,
          CLAIMED,
          BEGUN,
          ASKING,
          ANSWERED,
          WRITING,
          WRITTEN,
          DURABLE,
          CALLING,
          CALLED,
          ENDING,
          SETTLING,
          ENDED,
          HANDING_BACK);

  /** Those in the API. */
  public static final List<FaultPoint> IN_API = List.of(TAKING_IN, TAKEN_IN, RELAYED);

  private Points() {}
}
