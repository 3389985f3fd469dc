/** A model and a search engine with fixed service times, as a process of its own. */
@NullMarked
package dev.quarry.bench.stub;

import org.jspecify.annotations.NullMarked;
