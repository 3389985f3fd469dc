package dev.quarry.bench.measure;

/**
 * One turn of an interleaved run: the baseline, what is measured, the baseline again.
 *
 * @param before the baseline just before
 * @param measured what is measured
 * @param after the baseline just after
 */
public record Turn<B, S>(B before, S measured, B after) {}
