/** Projects: what jobs of a tenant are put together by. */
@NullMarked
package dev.quarry.api.project;

import org.jspecify.annotations.NullMarked;
