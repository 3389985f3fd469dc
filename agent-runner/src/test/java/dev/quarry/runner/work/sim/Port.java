package dev.quarry.runner.work.sim;

/** Where a runner touches the world. */
enum Port {
  CLAIM("claim"),
  HEARTBEAT("heartbeat"),
  HAND_BACK("hand-back"),
  BEGIN("begin"),
  STEPS("reading of steps"),
  INPUTS("reading of messages"),
  PAUSE("pause"),
  AWAIT("question to the user"),
  END("end"),
  JOURNAL("journal commit"),
  MODEL("model call"),
  TOOL("tool call"),
  ACCOUNT("account of use");

  private final String words;

  Port(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
