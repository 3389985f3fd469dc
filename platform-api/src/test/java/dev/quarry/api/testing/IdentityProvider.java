package dev.quarry.api.testing;

import com.sun.net.httpserver.HttpServer;
import io.smallrye.jwt.build.Jwt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;

/** A key set on loopback and the tokens that go with it. */
public final class IdentityProvider {
  public static final String ISSUER = "https://id.example";
  public static final String AUDIENCE = "quarry";
  private static final String KEY_ID = "k1";

  private final KeyPair keys = pair();
  private final HttpServer server;

  public IdentityProvider() {
    byte[] set = keySet((RSAPublicKey) keys.getPublic()).getBytes(StandardCharsets.UTF_8);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, set.length);
            exchange.getResponseBody().write(set);
          }
        });
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public void stop() {
    server.stop(0);
  }

  /**
   * @return the private key, for {@link #token}
   */
  public String privateKey() {
    return Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded());
  }

  /** A token, signed by a key of {@link #privateKey()}. */
  public static String token(
      String privateKey, String issuer, String audience, String subject, Duration valid) {
    try {
      var spec = new java.security.spec.PKCS8EncodedKeySpec(Base64.getDecoder().decode(privateKey));
      var key = java.security.KeyFactory.getInstance("RSA").generatePrivate(spec);
      return Jwt.issuer(issuer)
          .audience(audience)
          .subject(subject)
          .expiresAt(java.time.Instant.now().plus(valid))
          .jws()
          .keyId(KEY_ID)
          .sign(key);
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String freshPrivateKey() {
    return Base64.getEncoder().encodeToString(pair().getPrivate().getEncoded());
  }

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String keySet(RSAPublicKey key) {
    return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"}]}"
        .formatted(KEY_ID, number(key.getModulus()), number(key.getPublicExponent()));
  }

  private static String number(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int zeros = bytes[0] == 0 ? 1 : 0;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(java.util.Arrays.copyOfRange(bytes, zeros, bytes.length));
  }
}
