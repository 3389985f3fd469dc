/** What stands between a decision to call a tool and the tool. */
@NullMarked
package dev.quarry.runner.tool;

import org.jspecify.annotations.NullMarked;
