/**
 * The built-in extractive model: a deterministic research policy behind the interface of a language
 * model, for use without a key and without a network. It sees only the prompt, and it only quotes.
 */
@NullMarked
package dev.quarry.runner.model.extractive;

import org.jspecify.annotations.NullMarked;
