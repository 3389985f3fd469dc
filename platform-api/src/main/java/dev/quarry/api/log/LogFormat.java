package dev.quarry.api.log;

import dev.quarry.api.config.LogConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.logging.Handler;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** Switches the console to JSON lines where that is asked for. */
@Singleton
public final class LogFormat {
  /** Before all other observers, so that their lines have the form too. */
  private static final int FIRST = 1;

  private final LogConfig config;

  LogFormat(LogConfig config) {
    this.config = config;
  }

  void set(@Observes @Priority(FIRST) StartupEvent event) {
    if (config.format() == LogConfig.Format.JSON) {
      Arrays.stream(LogContext.getLogContext().getLogger("").getHandlers())
          .flatMap(LogFormat::withNested)
          .filter(ConsoleHandler.class::isInstance)
          .forEach(handler -> handler.setFormatter(new JsonLines()));
    }
  }

  private static Stream<Handler> withNested(Handler handler) {
    return handler instanceof ExtHandler outer
        ? Stream.concat(
            Stream.of(handler), Arrays.stream(outer.getHandlers()).flatMap(LogFormat::withNested))
        : Stream.of(handler);
  }
}
