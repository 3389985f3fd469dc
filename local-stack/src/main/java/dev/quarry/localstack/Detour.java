package dev.quarry.localstack;

/**
 * A second listener of the broker that names another port to its clients than its own: that of a
 * proxy in front of it, which all their connections then go through.
 *
 * @param listens port of the broker itself, 1..65535
 * @param advertised port that clients are told, 1..65535
 */
public record Detour(int listens, int advertised) {
  public Detour {
    require("detour's own port", listens);
    require("detour's advertised port", advertised);
  }

  private static void require(String name, int port) {
    Ports.requireValid(name, port);
    if (port == 0) {
      throw new IllegalArgumentException(name + ": 0 given, a fixed port accepted");
    }
  }
}
