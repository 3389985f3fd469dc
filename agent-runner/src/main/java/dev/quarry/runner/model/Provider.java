package dev.quarry.runner.model;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who runs a model. */
public sealed interface Provider {
  /** A model inside the runner: no network, no key. */
  record BuiltIn() implements Provider {}

  /**
   * Servers that speak the chat completions API, all with the same model.
   *
   * @param baseUrls 1..n, without trailing slash, for example {@code http://127.0.0.1:8000/v1}
   * @param key sent as bearer token; none for servers that ask for none
   */
  record ChatCompletions(List<URI> baseUrls, @Nullable ApiKey key) implements Provider {
    /** What a base URL looks like, for error messages. */
    public static final String ACCEPTED =
        "accepted is http(s)://host[:port]/path such as http://127.0.0.1:8000/v1, without user,"
            + " query or fragment";

    private static final String PATH = "/chat/completions";

    /** Most servers that a profile may name. */
    public static final int MAX_BASE_URLS = 64;

    public ChatCompletions {
      if (baseUrls.isEmpty() || baseUrls.size() > MAX_BASE_URLS) {
        throw new IllegalArgumentException(
            baseUrls.size() + " base URLs given; 1 to " + MAX_BASE_URLS + " are accepted");
      }
      baseUrls = baseUrls.stream().map(ChatCompletions::normal).distinct().toList();
    }

    /**
     * What the servers' limits go by: their hosts, the key and the model.
     *
     * @param model as the servers know it
     * @return the first host and the model, to be read, and 32 hex digits of a SHA-256 of all
     *     three; the key cannot be had from it
     */
    public String account(String model) {
      List<String> hosts =
          baseUrls.stream()
              .map(url -> url.getRawAuthority().toLowerCase(Locale.ROOT))
              .distinct()
              .sorted()
              .toList();
      MessageDigest digest = sha256();
      digest.update(
          (String.join(",", hosts) + "\n" + model + "\n").getBytes(StandardCharsets.UTF_8));
      if (key != null) {
        key.addTo(digest);
      }
      return "%.100s/%.100s#%.32s"
          .formatted(hosts.getFirst(), model, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    /** Accepts what people paste: a trailing slash or the whole path of the request. */
    private static URI normal(URI url) {
      String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
      if ((!scheme.equals("http") && !scheme.equals("https"))
          || url.getHost() == null
          || url.getRawUserInfo() != null
          || url.getRawQuery() != null
          || url.getRawFragment() != null) {
        throw new IllegalArgumentException(
            "'" + withoutUser(url) + "' is no base URL; " + ACCEPTED);
      }
      String text = stripSlashes(url.toString());
      if (text.endsWith(PATH)) {
        text = stripSlashes(text.substring(0, text.length() - PATH.length()));
      }
      return URI.create(text);
    }

    private static String withoutUser(URI url) {
      String user = url.getRawUserInfo();
      return user == null ? url.toString() : url.toString().replace(user + "@", "[user]@");
    }

    private static String stripSlashes(String text) {
      int end = text.length();
      while (end > 0 && text.charAt(end - 1) == '/') {
        end--;
      }
      return text.substring(0, end);
    }
  }
}
