package dev.quarry.localstack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * A local stack as a process: {@code LocalStackMain --home DIR [--postgres-port N] [--kafka-port N]
 * [--broker in-process|own-process|own-process-for-load]}. Prints one line of JSON when both
 * servers take connections and stays until SIGTERM or SIGINT.
 *
 * <p>Exit codes: 0 stopped, 3 bad arguments, 4 not started or a server ended by itself.
 */
public final class LocalStackMain {
  private static final String USAGE =
      "usage: LocalStackMain --home DIR [--postgres-port N] [--kafka-port N] [--broker"
          + " in-process|own-process|own-process-for-load]";
  private static final int BAD_INPUT = 3;
  private static final int NOT_STARTED = 4;

  private LocalStackMain() {}

  public static void main(String[] args) {
    LocalStackConfig config;
    try {
      config = parse(List.of(args));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(USAGE);
      System.exit(BAD_INPUT);
      return;
    }
    try {
      logToFile(StackHome.open(config.home()));
      LocalStack stack = LocalStack.start(config);
      System.out.println(json(stack));
      System.out.flush();
      System.err.println(stack.failure().join());
    } catch (LocalStackException e) {
      System.err.println(e.getMessage());
    }
    System.exit(NOT_STARTED);
  }

  static LocalStackConfig parse(List<String> args) {
    Path home = null;
    int postgresPort = PostgresConfig.DEFAULT_PORT;
    int kafkaPort = BrokerConfig.DEFAULT_PORT;
    BrokerPlacement placement = BrokerPlacement.IN_PROCESS;
    for (int i = 0; i < args.size(); i += 2) {
      String name = args.get(i);
      if (i + 1 == args.size()) {
        throw new IllegalArgumentException(name + ": no value given");
      }
      String value = args.get(i + 1);
      switch (name) {
        case "--home" -> home = Path.of(value);
        case "--postgres-port" -> postgresPort = number(name, value);
        case "--kafka-port" -> kafkaPort = number(name, value);
        case "--broker" -> placement = placement(value);
        default -> throw new IllegalArgumentException(name + ": not an option");
      }
    }
    if (home == null) {
      throw new IllegalArgumentException("--home: not given");
    }
    return LocalStackConfig.of(home).ports(postgresPort, kafkaPort).placement(placement);
  }

  private static int number(String name, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          name + ": \"" + value + "\" given, a port number accepted", e);
    }
  }

  private static BrokerPlacement placement(String value) {
    for (BrokerPlacement each : BrokerPlacement.values()) {
      if (each.name().replace('_', '-').toLowerCase(Locale.ROOT).equals(value)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "--broker: \""
            + value
            + "\" given; in-process, own-process, own-process-for-load accepted");
  }

  /** Kafka logs much; the terminal is for the one line of JSON and for errors. */
  private static void logToFile(StackHome home) {
    try {
      Handler file = new FileHandler(home.log("stack.log").path().toString(), true);
      file.setFormatter(new SimpleFormatter());
      Logger root = Logger.getLogger("");
      for (Handler console : root.getHandlers()) {
        root.removeHandler(console);
      }
      root.addHandler(file);
    } catch (IOException e) {
      throw new LocalStackException(
          "The log file in " + home.logs() + " cannot be written: " + e, e);
    }
  }

  private static String json(LocalStack stack) {
    Endpoints endpoints = stack.endpoints();
    return "{\"jdbcUrl\":"
        + quoted(endpoints.jdbcUrl())
        + ",\"bootstrapServers\":"
        + quoted(endpoints.bootstrapServers())
        + ",\"credentials\":"
        + quoted(stack.credentialsFile().toString())
        + ",\"pid\":"
        + ProcessHandle.current().pid()
        + "}";
  }

  /** A JSON string (RFC 8259, section 7). */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
              } else if (c < ' ') {
                out.append(String.format("\\u%04x", c));
              } else {
                out.append((char) c);
              }
            });
    return out.append('"').toString();
  }
}
