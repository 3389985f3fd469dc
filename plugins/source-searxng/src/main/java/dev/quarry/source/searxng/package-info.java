/** Web search through a SearXNG instance. */
@NullMarked
package dev.quarry.source.searxng;

import org.jspecify.annotations.NullMarked;
