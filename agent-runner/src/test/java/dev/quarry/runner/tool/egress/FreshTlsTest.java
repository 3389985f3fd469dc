package dev.quarry.runner.tool.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is believed to be the host that was asked for. */
class FreshTlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir static Path folder;

  private static KeyStore ofLocalhost;
  private static HttpsServer server;

  @BeforeAll
  static void start() throws Exception {
    Path file = folder.resolve("localhost.p12");
    int made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "localhost",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start()
            .waitFor();
    assertThat(made).isZero();
    ofLocalhost = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      ofLocalhost.load(in, PASSWORD.toCharArray());
    }
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(ofLocalhost, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            // Its sessions are known by their ids, which a later version makes anew each time.
            parameters.setProtocols(new String[] {"TLSv1.2"});
          }
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @Test
  void certificateThatNoTrustedRootHasSignedIsRefused() {
    assertThatThrownBy(() -> connect(new FreshTls(), "localhost"))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("PKIX");
  }

  @Test
  void trustedCertificateOfAnotherHostIsRefused() throws Exception {
    FreshTls tls = trustingLocalhost();

    assertThatThrownBy(() -> connect(tls, "example.com"))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("example.com");
  }

  @Test
  void noSessionIsResumedByALaterConnection() throws Exception {
    FreshTls tls = trustingLocalhost();

    byte[] first = connect(tls, "localhost");
    byte[] second = connect(tls, "localhost");

    assertThat(first).isNotEmpty().isNotEqualTo(second);
  }

  private static FreshTls trustingLocalhost() throws Exception {
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    roots.setCertificateEntry("localhost", ofLocalhost.getCertificate("localhost"));
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(roots);
    return new FreshTls(factory::getTrustManagers);
  }

  /** Returns the session's id. */
  private static byte[] connect(FreshTls tls, String host) throws IOException {
    try (var plain = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.getAddress().getPort());
        SSLSocket secure =
            tls.upgrade(
                plain, host, server.getAddress().getPort(), null, HttpClientContext.create())) {
      return secure.getSession().getId();
    }
  }
}
