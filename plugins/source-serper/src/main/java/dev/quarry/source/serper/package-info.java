/** Web search through the Serper API. */
@NullMarked
package dev.quarry.source.serper;

import org.jspecify.annotations.NullMarked;
