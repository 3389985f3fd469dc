/**
 * For the tests of plugins: a tool context that needs no platform, and the checks that every plugin
 * has to pass.
 */
@NullMarked
package dev.quarry.sdk.testkit;

import org.jspecify.annotations.NullMarked;
