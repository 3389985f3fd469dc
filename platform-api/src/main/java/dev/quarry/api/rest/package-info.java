/** The HTTP surface. */
@NullMarked
package dev.quarry.api.rest;

import org.jspecify.annotations.NullMarked;
