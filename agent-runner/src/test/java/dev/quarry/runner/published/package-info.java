/**
 * Quarry against what is published of the systems whose models it runs: Tongyi DeepResearch's
 * inference code and the reproduction of IterResearch. Names, tags, limits and numbers are theirs.
 */
@NullMarked
package dev.quarry.runner.published;

import org.jspecify.annotations.NullMarked;
