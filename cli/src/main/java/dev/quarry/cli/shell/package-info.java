/** The process around a command: environment, streams, terminal, signals. */
@NullMarked
package dev.quarry.cli.shell;

import org.jspecify.annotations.NullMarked;
