package dev.quarry.localstack;

/** One of the two servers of a stack, where one is meant alone. */
public enum Backend {
  POSTGRES,
  KAFKA
}
