package dev.quarry.runner.mode;

import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.protocol.CallProtocol;
import java.util.ArrayList;
import java.util.List;

/** The end of a trajectory: replies of the present round that were rejected. */
final class Tail {
  private Tail() {}

  /**
   * @return rejected replies after which nothing else happened; takeovers and messages of the user
   *     in between are nothing
   */
  static List<Step.ReplyRejected> rejections(Trajectory soFar) {
    var found = new ArrayList<Step.ReplyRejected>();
    for (StepRecord record : soFar.steps().reversed()) {
      if (record.step() instanceof Step.ReplyRejected rejected) {
        found.addFirst(rejected);
      } else if (!(record.step() instanceof Step.Leased
          || record.step() instanceof Step.InputReceived)) {
        break;
      }
    }
    return found;
  }

  /**
   * @return the failed text and what is wrong with it, for the last rejection: two messages that
   *     are sent with the repeated request and never again
   */
  static List<Message> correction(Trajectory soFar, CallProtocol protocol) {
    List<Step.ReplyRejected> rejections = rejections(soFar);
    if (rejections.isEmpty()) {
      return List.of();
    }
    Step.ReplyRejected last = rejections.getLast();
    String failed = protocol.assistant(last.reply()).content();
    return List.of(
        new Message.Assistant(failed.isEmpty() ? "(empty)" : failed, List.of()),
        new Message.User(
            "That cannot be used: %s Write the whole message again, in the form asked for."
                .formatted(last.reason())));
  }
}
