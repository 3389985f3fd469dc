package dev.quarry.faults.effects;

import dev.quarry.sdk.Effect;
import dev.quarry.sdk.Tool;
import dev.quarry.sdk.Toolset;
import java.util.List;
import org.pf4j.Extension;

/** A tool of each class of effect. */
@Extension
public final class EffectsToolset implements Toolset {
  @Override
  public String name() {
    return "effects";
  }

  @Override
  public String description() {
    return "Tools that write down that they were called.";
  }

  @Override
  public List<Tool<?>> tools() {
    return List.of(
        new TracingTool("look", Effect.READ),
        new TracingTool("deposit", Effect.IDEMPOTENT),
        new TracingTool("send", Effect.UNSAFE));
  }
}
