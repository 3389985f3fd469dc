package dev.quarry.sdk;

import java.util.List;
import org.pf4j.ExtensionPoint;

/** A place where the tool {@code search} looks. */
public interface SearchSource extends ExtensionPoint, AutoCloseable {
  /**
   * @return 1–64 characters of {@code [a-z0-9-]}, unique in an installation
   */
  String id();

  /**
   * @return whether it can serve this call now: its key is there, its corpus is not empty, …
   */
  Readiness readiness(CallContext context);

  /**
   * @param query plain words as the model wrote them
   * @param limit how many hits at most, 1–50
   * @return best first; empty when nothing was found
   * @throws ToolException when it could not search
   * @throws InterruptedException when the call was cancelled
   */
  List<SearchHit> search(String query, int limit, CallContext context) throws InterruptedException;

  /** Called once when the plugin is stopped. */
  @Override
  default void close() {}
}
