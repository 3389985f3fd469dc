/** How calls, answers and reports are written in a model's text. */
@NullMarked
package dev.quarry.runner.protocol;

import org.jspecify.annotations.NullMarked;
