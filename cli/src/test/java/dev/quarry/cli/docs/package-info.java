/** The reference pages under docs/, made from the sources and compared with what stands there. */
@NullMarked
package dev.quarry.cli.docs;

import org.jspecify.annotations.NullMarked;
