package dev.quarry.runner.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The key of a tool call: equal over attempts, different for any other call. */
final class IdempotencyKey {
  private IdempotencyKey() {}

  /**
   * @return SHA-256 over rollout, sequence number of the reply, index of the call, tool and
   *     arguments, hexadecimal
   */
  static String of(String rolloutId, long replySeq, int call, String tool, String argumentsJson) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String all = String.join("\n", rolloutId, replySeq + "/" + call, tool, argumentsJson);
      return HexFormat.of().formatHex(digest.digest(all.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
