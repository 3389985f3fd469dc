package dev.quarry.runner.plugin;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A plugin's log, without the secrets that its call was given. */
public final class DiscreetLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1L;

  private final transient Logger log;
  private final transient UnaryOperator<String> redaction;

  public DiscreetLogger(Logger log, UnaryOperator<String> redaction) {
    this.name = log.getName();
    this.log = log;
    this.redaction = redaction;
  }

  @Override
  public boolean isTraceEnabled() {
    return log.isTraceEnabled();
  }

  @Override
  public boolean isDebugEnabled() {
    return log.isDebugEnabled();
  }

  @Override
  public boolean isInfoEnabled() {
    return log.isInfoEnabled();
  }

  @Override
  public boolean isWarnEnabled() {
    return log.isWarnEnabled();
  }

  @Override
  public boolean isErrorEnabled() {
    return log.isErrorEnabled();
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String message,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    var line = log.atLevel(level);
    if (thrown != null) {
      line = line.setCause(new ToldException(thrown, redaction));
    }
    line.log(redaction.apply(MessageFormatter.basicArrayFormat(message, arguments)));
  }
}
