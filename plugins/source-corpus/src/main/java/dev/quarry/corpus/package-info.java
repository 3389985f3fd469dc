/**
 * Folders of documents as a search and page source: an incremental Lucene index with BM25 and
 * sentence vectors.
 */
@NullMarked
package dev.quarry.corpus;

import org.jspecify.annotations.NullMarked;
