package dev.quarry.cli.client;

import dev.quarry.cli.exit.CliException;
import java.net.URI;

/**
 * Where a platform is, and the key to it; the text form leaves the key out.
 *
 * @param url scheme, host and port, without the path of the API and without a slash at its end
 * @param key API key
 */
public record PlatformAddress(URI url, String key) {
  public PlatformAddress {
    String scheme = url.getScheme();
    if (url.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw CliException.badInput(
          "The platform's URL is \"%s\"; accepted is http://HOST:PORT or https://HOST."
              .formatted(url));
    }
    String text = url.toString();
    while (text.endsWith("/")) {
      text = text.substring(0, text.length() - 1);
    }
    url = URI.create(text.endsWith("/api/v1") ? text.substring(0, text.length() - 7) : text);
    key = key.strip();
  }

  /** Whether it is on this machine. */
  public boolean local() {
    String host = url.getHost();
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  /** The address of something under {@code /api/v1}. */
  URI api(String path) {
    return URI.create(url + "/api/v1" + path);
  }

  @Override
  public String toString() {
    return "PlatformAddress[url=" + url + "]";
  }
}
