/** One throw-away stack for all tests of a JVM. */
@NullMarked
package dev.quarry.localstack.testing;

import org.jspecify.annotations.NullMarked;
