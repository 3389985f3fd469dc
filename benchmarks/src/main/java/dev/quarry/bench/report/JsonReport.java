package dev.quarry.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Target;
import java.io.IOException;
import java.nio.file.Path;

/** The report as one JSON document. Numbers that are not there are null. */
public final class JsonReport {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonReport() {}

  public static void write(Report report, Path file) throws IOException {
    JSON.writeValue(file.toFile(), document(report));
  }

  static ObjectNode document(Report report) {
    ObjectNode root =
        JSON.createObjectNode()
            .put("began", report.began().toString())
            .put("ended", report.ended().toString())
            .put("quick", report.quick());
    Machine machine = report.machine();
    ObjectNode on =
        root.putObject("machine")
            .put("cores", machine.cores())
            .put("memoryMegabytes", machine.memoryMegabytes())
            .put("os", machine.os())
            .put("jdk", machine.jdk())
            .put("postgres", machine.postgres());
    number(on, "loadBefore", machine.loadBefore());
    var figures = root.putArray("figures");
    report.figures().forEach(figure -> write(figures.addObject(), figure));
    ObjectNode failures = root.putObject("failures");
    report.failures().forEach(failures::put);
    return root;
  }

  private static void write(ObjectNode node, Figure figure) {
    node.put("id", figure.id()).put("figure", figure.what());
    number(node, "value", figure.value().median());
    number(node, "min", figure.value().min());
    number(node, "max", figure.value().max());
    switch (figure.target()) {
      case Target.AtMost(double limit) -> node.put("atMost", limit);
      case Target.AtLeast(double limit) -> node.put("atLeast", limit);
      case Target.None _ -> {}
    }
    node.put("verdict", figure.verdict().name().toLowerCase(java.util.Locale.ROOT))
        .put("baseline", figure.baseline())
        .put("pairs", figure.value().count())
        .put("discarded", figure.discarded());
    ObjectNode details = node.putObject("details");
    figure.details().forEach((name, value) -> number(details, name, value));
  }

  private static void number(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }
}
