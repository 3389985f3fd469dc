package dev.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Administration, against a server that writes down what it was asked and answers by rote. */
class AdminCommandsTest {
  private static final String TENANT = "Bearer qry_tenant";
  private static final String OPERATOR = "Bearer qop_operator";

  private static final Map<String, String> ANSWERS =
      Map.ofEntries(
          Map.entry(
              "GET /whoami",
              "{\"kind\":\"key\",\"id\":\"Ab\",\"name\":\"first\",\"role\":\"owner\",\"scopes\":[\"jobs:read\"],\"tenant\":{\"slug\":\"acme\"}}"),
          Map.entry(
              "GET /keys",
              "{\"keys\":[{\"id\":\"Ab\",\"name\":\"first\",\"role\":\"owner\"},{\"id\":\"Cd\",\"name\":\"ci\",\"revokedAt\":\"2026-01-01T00:00:00Z\"}]}"),
          Map.entry("POST /keys", "{\"id\":\"Ef\",\"key\":\"qry_Ef_whole\"}"),
          Map.entry("POST /members", "{\"id\":\"m1\"}"),
          Map.entry("PUT /secrets/wiki.token", "{\"name\":\"wiki.token\",\"version\":3}"),
          Map.entry(
              "GET /audit",
              "{\"items\":[{\"at\":\"2026-01-01T00:00:00Z\",\"actorKind\":\"key\",\"actorId\":\"Ab\",\"peer\":\"::1\",\"action\":\"key.create\",\"object\":\"Ef\",\"outcome\":\"done\"}]}"),
          Map.entry(
              "GET /tenants",
              "{\"tenants\":[{\"slug\":\"acme\",\"suspended\":true,\"weight\":2.0,\"maxRunning\":4,\"running\":1,\"queued\":7,\"name\":\"Acme\"}]}"),
          Map.entry("POST /tenants", "{\"slug\":\"acme\",\"key\":\"qry_owner_whole\"}"),
          Map.entry(
              "GET /usage",
              "{\"from\":\"2026-11-01\",\"to\":\"2026-12-01\",\"currency\":\"EUR\",\"total\":{\"jobs\":2,\"modelCalls\":3,\"toolCalls\":4,\"inputTokens\":500,\"outputTokens\":60,\"slotSeconds\":7.250,\"costMicros\":1250000},\"rows\":[{\"key\":\"key:Ab\",\"name\":\"first\",\"used\":{\"jobs\":1,\"modelCalls\":1,\"toolCalls\":1,\"inputTokens\":5,\"outputTokens\":6,\"costMicros\":27}},{\"key\":\"\",\"used\":{\"jobs\":9}}]}"));

  private record Asked(String what, String key, String body) {}

  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private int status = 200;

  @TempDir private Path home;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1",
        exchange -> {
          try (exchange) {
            String what =
                exchange.getRequestMethod()
                    + " "
                    + exchange.getRequestURI().getPath().substring("/api/v1".length());
            asked.add(
                new Asked(
                    what,
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            String answer = ANSWERS.getOrDefault(what, "");
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            boolean empty = answer.isEmpty() && status == 200;
            exchange.sendResponseHeaders(empty ? 204 : status, empty ? -1 : bytes.length);
            if (!empty) {
              exchange.getResponseBody().write(bytes);
            }
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private CliCall call() {
    return new CliCall(home)
        .env(
            Map.of(
                "QUARRY_URL", "http://127.0.0.1:" + server.getAddress().getPort(),
                "QUARRY_KEY", "qry_tenant",
                "QUARRY_OPERATOR_KEY", "qop_operator"));
  }

  @Test
  void keyIsMadeWithWhatWasSaidAndShownAlone() {
    CliCall call = call();

    int code =
        call.run(
            "keys",
            "create",
            "ci",
            "--role",
            "viewer",
            "--from",
            "10.0.0.0/8",
            "--expires",
            "2099-01-01T00:00:00Z");

    assertThat(code).isZero();
    assertThat(call.out()).isEqualTo("qry_Ef_whole\n");
    assertThat(call.err()).contains("not shown again");
    assertThat(asked)
        .containsExactly(
            new Asked(
                "POST /keys",
                TENANT,
                "{\"name\":\"ci\",\"role\":\"viewer\",\"allowedCidrs\":[\"10.0.0.0/8\"],\"expiresAt\":\"2099-01-01T00:00:00Z\"}"));
  }

  @Test
  void whatMustNotHappenTwiceIsAskedOnce() {
    status = 503;
    CliCall call = call();

    int code = call.run("keys", "create", "ci", "--role", "viewer");

    assertThat(code).isEqualTo(4);
    assertThat(asked).hasSize(1);
  }

  @Test
  void secretComesFromStandardInputWithoutTheLinesEnd() {
    CliCall call = call().input("s3cret\n");

    assertThat(call.run("secrets", "set", "wiki.token")).isZero();

    assertThat(asked)
        .containsExactly(new Asked("PUT /secrets/wiki.token", TENANT, "{\"value\":\"s3cret\"}"));
    assertThat(call.out()).isEqualTo("wiki.token  version 3\n");
  }

  @Test
  void secretWithoutAValueIsNotSet() {
    CliCall call = call();

    assertThat(call.run("secrets", "set", "wiki.token")).isEqualTo(3);

    assertThat(asked).isEmpty();
    assertThat(call.err()).contains("standard input");
  }

  @Test
  void listsAreTables() {
    CliCall keys = call();
    CliCall audit = call();
    CliCall whoami = call();

    int code = keys.run("keys") + audit.run("audit", "--action", "key.") + whoami.run("whoami");

    assertThat(code).isZero();
    assertThat(keys.out())
        .contains("Ab  first  owner   never ends")
        .contains("Cd  ci     scopes  revoked");
    assertThat(audit.out()).contains("key:Ab  ::1   key.create  Ef      done");
    assertThat(whoami.out())
        .isEqualTo(
            "who     key Ab\nname    first\ntenant  acme\nrole    owner\nscopes  jobs:read\n");
  }

  @Test
  void usageIsATableWithATotalAndMoneyInDecimals() {
    CliCall call = call();

    int code = call.run("usage", "--by", "submitter", "--from", "2026-11-01");

    assertThat(code).isZero();
    assertThat(call.out())
        .contains("2026-11-01  first (key:Ab)  1     1            1           5      6       -")
        .contains("0.000027 EUR")
        .contains("2026-11-01  (none)          9")
        .contains("7.25    1.25 EUR");
    assertThat(asked).containsExactly(new Asked("GET /usage", TENANT, ""));
  }

  @Test
  void membersAreAddedAndRemoved() {
    CliCall add = call();
    CliCall remove = call();

    int code =
        add.run(
                "members",
                "add",
                "Ann",
                "--issuer",
                "https://id.example",
                "--subject",
                "5f",
                "--role",
                "admin")
            + remove.run("members", "remove", "m1");

    assertThat(code).isZero();
    assertThat(add.out()).isEqualTo("m1\n");
    assertThat(asked)
        .containsExactly(
            new Asked(
                "POST /members",
                TENANT,
                "{\"issuer\":\"https://id.example\",\"subject\":\"5f\",\"name\":\"Ann\",\"role\":\"admin\"}"),
            new Asked("DELETE /members/m1", TENANT, ""));
  }

  @Test
  void tenantsAreTheOperators() {
    CliCall list = call();
    CliCall create = call();
    CliCall suspend = call();

    int code =
        list.run("tenants")
            + create.run("tenants", "create", "acme", "--weight", "2")
            + suspend.run("tenants", "suspend", "acme");

    assertThat(code).isZero();
    assertThat(list.out()).contains("acme  suspended  2.0     4    1        7       Acme");
    assertThat(create.out()).isEqualTo("qry_owner_whole\n");
    assertThat(asked)
        .contains(
            new Asked("POST /tenants", OPERATOR, "{\"weight\":2.0,\"slug\":\"acme\"}"),
            new Asked("PATCH /tenants/acme", OPERATOR, "{\"suspended\":true}"));
  }

  @Test
  void deletionHasToBeSaidTwice() {
    CliCall unsure = call();
    CliCall sure = call();

    assertThat(unsure.run("tenants", "delete", "acme")).isEqualTo(3);
    assertThat(asked).isEmpty();
    assertThat(sure.run("tenants", "delete", "acme", "--yes")).isZero();
    assertThat(asked).containsExactly(new Asked("DELETE /tenants/acme", OPERATOR, ""));
  }
}
