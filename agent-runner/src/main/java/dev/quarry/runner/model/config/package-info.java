/** Model profiles from configuration. */
@NullMarked
package dev.quarry.runner.model.config;

import org.jspecify.annotations.NullMarked;
