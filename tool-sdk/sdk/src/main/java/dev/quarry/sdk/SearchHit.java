package dev.quarry.sdk;

import java.util.Objects;
import java.util.Optional;

/**
 * One thing that was found.
 *
 * @param title of the page
 * @param url that a {@link PageSource} can fetch
 * @param snippet the passage that fits; may be empty
 * @param date as the source gave it
 * @param publisher who published it
 */
public record SearchHit(
    String title, String url, String snippet, Optional<String> date, Optional<String> publisher) {
  public SearchHit {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(snippet, "snippet");
    Objects.requireNonNull(date, "date");
    Objects.requireNonNull(publisher, "publisher");
  }

  public static SearchHit of(String title, String url, String snippet) {
    return new SearchHit(title, url, snippet, Optional.empty(), Optional.empty());
  }
}
