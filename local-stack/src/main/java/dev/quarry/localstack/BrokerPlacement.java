package dev.quarry.localstack;

/** Where the Kafka broker runs. */
public enum BrokerPlacement {
  /** On threads of this JVM: the quickest start, and the broker goes when the JVM goes. */
  IN_PROCESS,
  /** In a child JVM of its own, which ends when this one does: isolation for about 270 MB. */
  OWN_PROCESS,
  /** The same for much work: the start takes longer, a message takes less of the processor. */
  OWN_PROCESS_FOR_LOAD
}
