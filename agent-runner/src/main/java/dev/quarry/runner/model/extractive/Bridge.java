package dev.quarry.runner.model.extractive;

/**
 * A name that the evidence gives for what the question only describes.
 *
 * @param name to look up next
 * @param from the sentence that gives it
 * @param score for choosing between bridges
 */
record Bridge(Name name, Passage from, double score) {}
