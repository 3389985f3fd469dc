/** Exit codes and the errors that carry them. */
@NullMarked
package dev.quarry.cli.exit;

import org.jspecify.annotations.NullMarked;
