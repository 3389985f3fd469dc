package dev.quarry.runner.tool.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** From a name to its addresses. */
@FunctionalInterface
public interface NameResolver {
  /**
   * @return all of them, at least one
   */
  List<InetAddress> resolve(String name) throws UnknownHostException;

  /**
   * @return the machine's own resolver
   */
  static NameResolver system() {
    return name -> List.of(InetAddress.getAllByName(name));
  }
}
