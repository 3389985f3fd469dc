/**
 * Our client of the chat completions API ({@code POST /chat/completions}), as vLLM, SGLang, Ollama,
 * OpenRouter and the hosted providers offer it. Why our own: {@code
 * docs/adr/0004-own-chat-completions-client.md}.
 */
@NullMarked
package dev.quarry.runner.model.completions;

import org.jspecify.annotations.NullMarked;
