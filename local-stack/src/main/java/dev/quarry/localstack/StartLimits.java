package dev.quarry.localstack;

import java.time.Duration;

/** When a start must be done, and how long the stop of anything in its way may take. */
record StartLimits(Deadline start, Duration stop) {}
