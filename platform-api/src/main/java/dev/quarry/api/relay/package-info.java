/** The outbox and the way from it to Kafka. */
@NullMarked
package dev.quarry.api.relay;

import org.jspecify.annotations.NullMarked;
