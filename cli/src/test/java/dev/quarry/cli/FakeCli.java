package dev.quarry.cli;

/** The program as a process of its own, with backends that need no servers. */
final class FakeCli {
  private FakeCli() {}

  public static void main(String[] args) {
    QuarryCli.process(new FakeBackends(), FakeCli.class.getName(), args);
  }
}
