/** From an answer to a report whose citations are checked. */
@NullMarked
package dev.quarry.runner.report;

import org.jspecify.annotations.NullMarked;
