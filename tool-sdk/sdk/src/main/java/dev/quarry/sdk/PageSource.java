package dev.quarry.sdk;

import java.util.Set;
import org.pf4j.ExtensionPoint;

/** A place where the tool {@code visit} reads, chosen by URL scheme. */
public interface PageSource extends ExtensionPoint, AutoCloseable {
  /**
   * @return 1–64 characters of {@code [a-z0-9-]}, unique in an installation
   */
  String id();

  /**
   * @return the URL schemes it serves, in lower case, for example {@code https}
   */
  Set<String> schemes();

  /**
   * @param url with one of {@link #schemes()}
   * @throws ToolException when the page cannot be had
   * @throws InterruptedException when the call was cancelled
   */
  Page fetch(String url, CallContext context) throws InterruptedException;

  /** Called once when the plugin is stopped. */
  @Override
  default void close() {}
}
