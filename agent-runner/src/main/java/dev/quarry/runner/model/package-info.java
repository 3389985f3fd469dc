/** Models: what is asked, what comes back, who answers. */
@NullMarked
package dev.quarry.runner.model;

import org.jspecify.annotations.NullMarked;
