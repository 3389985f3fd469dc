package dev.quarry.runner.tool.egress;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.HttpCall;
import dev.quarry.sdk.HttpReply;
import dev.quarry.sdk.ToolException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.HttpException;

/** A call with its redirects, each checked like the first. Blocks; runs on a thread of its own. */
final class Exchange {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /** Headers that say nothing about who asks: all that goes along to another origin. */
  private static final Set<String> ANONYMOUS =
      Set.of("accept", "accept-language", "user-agent", "cache-control", "if-modified-since");

  private final EgressPolicy policy;
  private final AddressRules addresses;
  private final UrlRules urls;
  private final NameResolver resolver;
  private final Hop hop;

  Exchange(EgressPolicy policy, NameResolver resolver) {
    this.policy = policy;
    this.addresses = new AddressRules(policy);
    this.urls = new UrlRules(policy, addresses);
    this.resolver = resolver;
    this.hop = new Hop(policy.caps());
  }

  HttpReply run(HttpCall call, InFlight inFlight, Duration budget) {
    long end = System.nanoTime() + budget.toNanos();
    RequestHeaders.check(call.headers());
    Hop.Request request =
        new Hop.Request(call.method(), urls.check(call.uri()), call.headers(), call.body());
    for (int followed = 0; ; followed++) {
      HttpReply reply = send(request, inFlight, end);
      Optional<String> location = reply.header("location");
      if (!REDIRECTS.contains(reply.status()) || location.isEmpty()) {
        return reply;
      }
      if (followed == policy.caps().redirects()) {
        throw new ToolException(
            FailureCode.REFUSED,
            "%s redirects more than %d times.".formatted(call.uri(), policy.caps().redirects()));
      }
      request = redirected(request, reply.status(), location.get());
    }
  }

  private HttpReply send(Hop.Request request, InFlight inFlight, long end) {
    List<InetAddress> pinned = checkedAddresses(request.target());
    long millis = (end - System.nanoTime()) / 1_000_000;
    if (millis < 1 || inFlight.aborted()) {
      throw new ToolException(FailureCode.TIMEOUT, "The time for the exchange is over.");
    }
    try {
      return hop.send(request, pinned, inFlight, millis);
    } catch (IOException failed) {
      throw failure(request.target(), failed);
    } catch (IllegalArgumentException malformed) {
      throw new ToolException(
          FailureCode.REFUSED,
          "%s cannot be asked for: %s".formatted(request.target().uri(), malformed.getMessage()));
    }
  }

  /** Resolves once; the connection is made to exactly these. */
  private List<InetAddress> checkedAddresses(Target target) {
    List<InetAddress> all;
    try {
      all =
          target.literal().isPresent()
              ? List.of(target.literal().get())
              : List.copyOf(resolver.resolve(target.host()));
    } catch (UnknownHostException unknown) {
      throw new ToolException(
          FailureCode.UPSTREAM, "The host %s has no known address.".formatted(target.host()));
    }
    Optional<String> refusal = addresses.refusal(target, all);
    if (refusal.isPresent()) {
      throw new ToolException(
          FailureCode.REFUSED,
          "The host %s must not be visited: %s.".formatted(target.host(), refusal.get()));
    }
    return all;
  }

  private Hop.Request redirected(Hop.Request request, int status, String location) {
    URI next;
    try {
      next = request.target().uri().resolve(new URI(location.strip().replace(" ", "%20")));
    } catch (java.net.URISyntaxException wrong) {
      throw new ToolException(
          FailureCode.UPSTREAM,
          "%s redirects to something that is no URL.".formatted(request.target().uri()));
    }
    Target target = urls.check(next);
    boolean sameOrigin = target.sameOrigin(request.target());
    boolean keepsMethod = status == 307 || status == 308 || !request.method().equals("POST");
    if (keepsMethod && request.body().isPresent() && !sameOrigin) {
      throw new ToolException(
          FailureCode.REFUSED,
          "%s redirects what was sent to the other site %s."
              .formatted(request.target().uri(), target.host()));
    }
    return new Hop.Request(
        keepsMethod ? request.method() : "GET",
        target,
        carried(request.headers(), sameOrigin, keepsMethod),
        keepsMethod ? request.body() : Optional.empty());
  }

  /** To another origin goes nothing that could be a credential, whatever its name. */
  private static Map<String, String> carried(
      Map<String, String> headers, boolean sameOrigin, boolean withBody) {
    Map<String, String> carried = new LinkedHashMap<>();
    headers.forEach(
        (name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          boolean aboutBody = lower.startsWith("content-");
          if (sameOrigin ? withBody || !aboutBody : ANONYMOUS.contains(lower)) {
            carried.put(name, value);
          }
        });
    return carried;
  }

  private static ToolException failure(Target target, IOException failed) {
    String site = target.uri().getScheme() + "://" + target.uri().getRawAuthority();
    return switch (failed) {
      case SocketTimeoutException _ ->
          new ToolException(FailureCode.TIMEOUT, site + " did not answer in time.");
      case InterruptedIOException _ ->
          new ToolException(FailureCode.TIMEOUT, site + " did not answer in time.");
      case SSLException tls ->
          new ToolException(
              FailureCode.UPSTREAM,
              "%s has no trustworthy TLS: %s".formatted(site, tls.getMessage()));
      case org.apache.hc.core5.http.MessageConstraintException _ ->
          new ToolException(FailureCode.TOO_LARGE, site + " answered with too many headers.");
      default ->
          new ToolException(
              FailureCode.UPSTREAM,
              failed.getCause() instanceof HttpException
                  ? site + " did not answer in HTTP."
                  : "%s could not be reached: %s"
                      .formatted(site, failed.getClass().getSimpleName()));
    };
  }
}
