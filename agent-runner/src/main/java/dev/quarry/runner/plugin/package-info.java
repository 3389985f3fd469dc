/**
 * Loads plugins and keeps them from harming anything else: one class loader per plugin that sees
 * only the SDK, a deadline and a circuit around every call, and a health that says why a plugin is
 * not served.
 *
 * <p>The only package that knows PF4J. Callers see {@code Loaded*} and {@link
 * dev.quarry.runner.plugin.PluginCatalogue}.
 */
@NullMarked
package dev.quarry.runner.plugin;

import org.jspecify.annotations.NullMarked;
