package dev.quarry.runner.plugin;

import dev.quarry.sdk.ToolContext;
import java.lang.reflect.Proxy;

/** A context for tools that ask nothing of it. */
final class NoContext {
  private NoContext() {}

  static ToolContext make() {
    return (ToolContext)
        Proxy.newProxyInstance(
            NoContext.class.getClassLoader(),
            new Class<?>[] {ToolContext.class},
            (_, method, _) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
