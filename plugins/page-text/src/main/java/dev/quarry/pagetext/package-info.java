/** Readable text from the document formats that plugins meet. */
@NullMarked
package dev.quarry.pagetext;

import org.jspecify.annotations.NullMarked;
