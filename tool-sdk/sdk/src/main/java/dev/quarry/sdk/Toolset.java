package dev.quarry.sdk;

import java.util.List;
import org.pf4j.ExtensionPoint;

/** A named set of tools that the model can call. One instance serves all tenants and jobs. */
public interface Toolset extends ExtensionPoint, AutoCloseable {
  /**
   * @return the name that a job lists under {@code toolsets}: 1–64 characters of {@code [a-z0-9-]}
   */
  String name();

  /**
   * @return one line for the catalogue
   */
  String description();

  /**
   * @return the tools, at least one, names unique; the same list at every call
   */
  List<Tool<?>> tools();

  /** Called once when the plugin is stopped. May be called again and then does nothing. */
  @Override
  default void close() {}
}
