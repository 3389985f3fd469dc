/**
 * The command line: {@code quarry ask}, {@code up}, {@code jobs}, …, a client of the public API.
 */
@NullMarked
package dev.quarry.cli;

import org.jspecify.annotations.NullMarked;
