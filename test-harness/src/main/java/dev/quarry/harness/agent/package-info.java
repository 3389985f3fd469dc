/**
 * A Java agent that makes a process of the platform end or freeze at a named place in its code, or
 * see another time of day. The product itself has no places for tests to take hold of. Packaged as
 * a jar of its own, which needs nothing but the JDK.
 */
@NullMarked
package dev.quarry.harness.agent;

import org.jspecify.annotations.NullMarked;
