/** Live events: one tail of the topic, many streams. */
@NullMarked
package dev.quarry.api.events;

import org.jspecify.annotations.NullMarked;
