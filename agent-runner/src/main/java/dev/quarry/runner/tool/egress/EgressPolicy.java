package dev.quarry.runner.tool.egress;

import java.util.List;
import java.util.Set;

/**
 * Where the guarded client may go.
 *
 * @param allowedPorts on public addresses and opened blocks
 * @param allowedPrivate what the operator opened beyond public addresses, for example a search
 *     server on the local network
 * @param denied blocks that are refused although they are public, for example the cluster's own
 * @param caps of every exchange
 */
public record EgressPolicy(
    Set<Integer> allowedPorts, List<Opening> allowedPrivate, List<Cidr> denied, EgressCaps caps) {
  /** Ports 80 and 443 of public addresses. */
  public static final EgressPolicy DEFAULT =
      new EgressPolicy(Set.of(80, 443), List.of(), List.of(), EgressCaps.DEFAULT);

  public EgressPolicy {
    allowedPorts = Set.copyOf(allowedPorts);
    allowedPrivate = List.copyOf(allowedPrivate);
    denied = List.copyOf(denied);
  }

  /**
   * @param openings each as {@link Opening#parse} reads it
   * @return the default with these opened
   */
  public static EgressPolicy opening(List<String> openings) {
    return new EgressPolicy(
        DEFAULT.allowedPorts(),
        openings.stream().map(Opening::parse).toList(),
        DEFAULT.denied(),
        DEFAULT.caps());
  }

  public EgressPolicy with(EgressCaps other) {
    return new EgressPolicy(allowedPorts, allowedPrivate, denied, other);
  }
}
