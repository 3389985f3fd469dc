package dev.quarry.runner.model;

import dev.quarry.core.trajectory.Sampling;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The workspace of one round: all that is sent to the model.
 *
 * @param messages in order
 * @param tools native tool definitions; empty with the tags protocol
 * @param sampling how to sample
 */
public record Prompt(List<Message> messages, List<ToolDefinition> tools, Sampling sampling) {
  public Prompt {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }

  /**
   * @return SHA-256 over messages and tools, hexadecimal
   */
  public String hash() {
    MessageDigest digest = sha256();
    for (Message message : messages) {
      switch (message) {
        case Message.System m -> add(digest, "system", m.content());
        case Message.User m -> add(digest, "user", m.content());
        case Message.Assistant m -> {
          add(digest, "assistant", m.content());
          m.calls().forEach(c -> add(digest, c.id(), c.name(), c.arguments()));
        }
        case Message.ToolOutput m -> add(digest, "tool", m.callId(), m.content());
      }
    }
    tools.forEach(t -> add(digest, t.name(), t.description(), t.schemaJson()));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, String... parts) {
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
      digest.update(bytes);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
