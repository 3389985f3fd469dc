package dev.quarry.runner.model.extractive;

import java.util.Objects;

/**
 * A sentence of a page, word for word.
 *
 * @param url of the page
 * @param title of the page; empty when no search result told it
 * @param section heading above the sentence; empty when there is none
 * @param sentence in one line
 */
record Evidence(String url, String title, String section, String sentence) {
  Evidence {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(section, "section");
    Objects.requireNonNull(sentence, "sentence");
  }
}
