package dev.quarry.runner.testing;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Decides what the scripted server does with a request. Called for one request at a time. */
@FunctionalInterface
public interface ReplyScript {
  ScriptedReply reply(RecordedRequest request);

  /**
   * @return one reply a call, in order; calls beyond the last are refused (400), which no client
   *     should repeat
   */
  static ReplyScript inOrder(ScriptedReply... replies) {
    return inOrder(List.of(replies));
  }

  static ReplyScript inOrder(List<ScriptedReply> replies) {
    Iterator<ScriptedReply> left = replies.iterator();
    return request -> left.hasNext() ? left.next() : exhausted(request, replies.size());
  }

  /**
   * Gives every prompt its reply, whoever asks and however often: the n-th new list of messages
   * gets the n-th entry, and a list seen before gets the entry it got before. So a second runner
   * that takes over after a crash meets the same model. An entry of several replies gives them one
   * a call, the last one ever after: failures before a success.
   */
  static ReplyScript byPrompt(List<List<ScriptedReply>> entries) {
    Map<String, Integer> entryOf = new HashMap<>();
    Map<Integer, Integer> calls = new HashMap<>();
    return request -> {
      int entry =
          entryOf.computeIfAbsent(request.body().path("messages").toString(), p -> entryOf.size());
      if (entry >= entries.size()) {
        return exhausted(request, entries.size());
      }
      List<ScriptedReply> replies = entries.get(entry);
      int call = calls.merge(entry, 1, Integer::sum);
      return replies.get(Math.min(call, replies.size()) - 1);
    };
  }

  /**
   * @return the same for every call
   */
  static ReplyScript always(ScriptedReply reply) {
    return request -> reply;
  }

  private static ScriptedReply exhausted(RecordedRequest request, int size) {
    return ScriptedReply.body(
        400,
        "{\"error\":{\"message\":\"the script has "
            + size
            + " replies; request "
            + request.number()
            + " is one too many\"}}");
  }
}
