/**
 * The guarded way out of the platform for pages and services that a model or a plugin names: no
 * private addresses, names resolved once and the connection kept to what was checked, redirects
 * checked again, everything capped.
 */
@NullMarked
package dev.quarry.runner.tool.egress;

import org.jspecify.annotations.NullMarked;
