package dev.quarry.api.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Level;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;

/** A log record as one line of JSON. */
final class JsonLines extends ExtFormatter {
  private static final JsonFactory JSON = new JsonFactory();

  @Override
  public String format(ExtLogRecord entry) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("timestamp", entry.getInstant().toString());
      json.writeStringField("level", level(entry.getLevel()));
      json.writeStringField("logger", entry.getLoggerName());
      json.writeStringField("thread", entry.getThreadName());
      json.writeStringField("message", entry.getFormattedMessage());
      for (var extra : entry.getMdcCopy().entrySet()) {
        json.writeStringField(extra.getKey(), String.valueOf(extra.getValue()));
      }
      if (entry.getThrown() != null) {
        StringWriter trace = new StringWriter();
        entry.getThrown().printStackTrace(new PrintWriter(trace));
        json.writeStringField("exception", trace.toString());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("a string can be written to", e);
    }
    return line.append('\n').toString();
  }

  private static String level(Level level) {
    return level.getName();
  }
}
