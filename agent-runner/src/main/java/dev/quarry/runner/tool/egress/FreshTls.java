package dev.quarry.runner.tool.egress;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * TLS with the JDK's trusted roots, which are read once, as that takes longer than most exchanges.
 * Each connection has a context of its own: no session is resumed by a later call.
 */
final class FreshTls implements TlsSocketStrategy {
  /** Read when the first connection needs them. */
  private static final class Roots {
    static final TrustManager[] TRUSTED = trusted();

    private static TrustManager[] trusted() {
      try {
        TrustManagerFactory factory =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return factory.getTrustManagers();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the JDK's trusted roots cannot be read", e);
      }
    }
  }

  private final Supplier<TrustManager[]> trusted;

  FreshTls() {
    this(() -> Roots.TRUSTED);
  }

  FreshTls(Supplier<TrustManager[]> trusted) {
    this.trusted = trusted;
  }

  @Override
  public SSLSocket upgrade(
      Socket socket, String host, int port, Object attachment, HttpContext context)
      throws IOException {
    return new DefaultClientTlsStrategy(
            fresh(), HostnameVerificationPolicy.BOTH, HttpsSupport.getDefaultHostnameVerifier())
        .upgrade(socket, host, port, attachment, context);
  }

  private SSLContext fresh() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trusted.get(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }
}
