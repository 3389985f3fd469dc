/** What is announced while a job runs. */
@NullMarked
package dev.quarry.core.event;

import org.jspecify.annotations.NullMarked;
