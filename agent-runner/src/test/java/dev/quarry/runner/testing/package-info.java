/**
 * Test tools that other modules use too, from this module's test jar: a real HTTP server with
 * scripted model replies, in process or as a process of its own.
 */
@NullMarked
package dev.quarry.runner.testing;

import org.jspecify.annotations.NullMarked;
