/**
 * Between the JSON that a model writes and the input records of tools: JSON Schemas made from
 * records, arguments checked against them, records made from arguments.
 *
 * <p>Used by the host and by the test kit; plugins never see it.
 */
@NullMarked
package dev.quarry.sdk.binding;

import org.jspecify.annotations.NullMarked;
