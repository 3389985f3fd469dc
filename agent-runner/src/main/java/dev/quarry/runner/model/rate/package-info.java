/**
 * What providers allow a key to ask of a model, shared by all runners of an installation: buckets
 * in the database, out of which each runner takes what lasts it for a moment.
 */
@NullMarked
package dev.quarry.runner.model.rate;

import org.jspecify.annotations.NullMarked;
