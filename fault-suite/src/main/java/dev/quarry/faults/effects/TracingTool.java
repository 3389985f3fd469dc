package dev.quarry.faults.effects;

import dev.quarry.sdk.Effect;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.Tool;
import dev.quarry.sdk.ToolContext;
import dev.quarry.sdk.ToolResult;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Waits, then adds a line {@code tool key pid outcome} to the file {@code calls} in the folder of
 * the plugin's setting {@code folder}. Where its effect is idempotent the key itself is a file, and
 * the outcome of a call that finds it is {@code repeated}.
 */
final class TracingTool implements Tool<TracingTool.Call> {
  private final String name;
  private final Effect effect;

  TracingTool(String name, Effect effect) {
    this.name = name;
    this.effect = effect;
  }

  /**
   * What the model writes.
   *
   * @param what any text
   * @param waitMillis before the effect
   */
  public record Call(String what, int waitMillis) {}

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "Writes down that it was called.";
  }

  @Override
  public Class<Call> inputType() {
    return Call.class;
  }

  @Override
  public Effect effect() {
    return effect;
  }

  @Override
  public ToolResult call(Call input, ToolContext context) throws InterruptedException {
    Path folder = Path.of(context.setting("folder").orElseThrow());
    Thread.sleep(input.waitMillis());
    String key = context.info().idempotencyKey();
    try {
      String outcome = effect == Effect.IDEMPOTENT && !isFirst(folder, key) ? "repeated" : "done";
      String line = "%s %s %d %s%n".formatted(name, key, ProcessHandle.current().pid(), outcome);
      // One write in append mode: lines of several processes do not mix.
      Files.writeString(
          folder.resolve("calls"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return ToolResult.success(name + " has dealt with " + input.what());
    } catch (IOException e) {
      return ToolResult.failure(FailureCode.TOOL_CRASHED, e.toString());
    }
  }

  private static boolean isFirst(Path folder, String key) throws IOException {
    try {
      Files.createFile(folder.resolve(key));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }
}
