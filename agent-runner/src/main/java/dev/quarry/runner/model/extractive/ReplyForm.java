package dev.quarry.runner.model.extractive;

/**
 * How a reply is written.
 *
 * @param report whether a report stands in each reply (IterResearch)
 * @param nativeCalls whether calls travel beside the text
 */
record ReplyForm(boolean report, boolean nativeCalls) {}
