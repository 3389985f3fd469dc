package dev.quarry.sdk;

import java.util.List;

/** The sources that a job may consult, seen as one. */
public interface Sources {
  /**
   * Asks every search source that is ready for this job, in the order of their configuration, and
   * merges their hits by rank.
   *
   * @param limit how many hits at most, 1–50
   * @return best first, no URL twice
   * @throws ToolException {@link FailureCode#NOT_CONFIGURED} with each source's reason when none is
   *     ready; the failure of the last source when all fail
   * @throws InterruptedException when the call was cancelled
   */
  List<SearchHit> search(String query, int limit) throws InterruptedException;

  /**
   * Fetches from the page source that serves the URL's scheme.
   *
   * @throws ToolException {@link FailureCode#REFUSED} when no source serves the scheme
   * @throws InterruptedException when the call was cancelled
   */
  Page fetch(String url) throws InterruptedException;
}
