/** Settings of the application. */
@NullMarked
package dev.quarry.api.config;

import org.jspecify.annotations.NullMarked;
