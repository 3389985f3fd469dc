/** The tools {@code search} and {@code visit} over whatever sources a job may consult. */
@NullMarked
package dev.quarry.toolset.web;

import org.jspecify.annotations.NullMarked;
