/** Pages over http and https. */
@NullMarked
package dev.quarry.source.http;

import org.jspecify.annotations.NullMarked;
