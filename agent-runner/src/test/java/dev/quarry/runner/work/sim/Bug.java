package dev.quarry.runner.work.sim;

/**
 * A bug that is planted.
 *
 * @param invariant that it breaks
 */
record Bug(String name, Invariant invariant, Planted planted) {
  @Override
  public String toString() {
    return name;
  }
}
