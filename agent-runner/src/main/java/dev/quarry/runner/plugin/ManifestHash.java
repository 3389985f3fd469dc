package dev.quarry.runner.plugin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * Pins what a job's tools were: SHA-256 over name, description, schema, effect, plugin id and
 * version of each, every part led by its length in bytes (four bytes, big endian) so that no two
 * different manifests read the same. Independent of the tools' order.
 */
public final class ManifestHash {
  private ManifestHash() {}

  /**
   * @return 64 hexadecimal digits
   */
  public static String of(LoadedTool tool) {
    return of(List.of(tool));
  }

  /**
   * @return 64 hexadecimal digits
   */
  public static String of(Collection<? extends LoadedTool> tools) {
    MessageDigest digest = sha256();
    tools.stream()
        .sorted(
            Comparator.comparing(LoadedTool::name)
                .thenComparing(t -> t.plugin().id())
                .thenComparing(t -> t.plugin().version()))
        .forEach(tool -> add(digest, tool));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, LoadedTool tool) {
    for (String part :
        List.of(
            tool.name(),
            tool.description(),
            tool.schemaJson(),
            tool.effect().name(),
            tool.plugin().id(),
            tool.plugin().version())) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      digest.update(bytes);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
