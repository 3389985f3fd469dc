/** One class for each command, thin. */
@NullMarked
package dev.quarry.cli.command;

import org.jspecify.annotations.NullMarked;
