package dev.quarry.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LocalStackIT {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  @TempDir Path temporary;

  @ParameterizedTest
  @EnumSource(BrokerPlacement.class)
  void rowAndRecordAreThereAfterARestart(BrokerPlacement placement) throws Exception {
    // Given
    LocalStackConfig config = config().placement(placement);
    try (LocalStack stack = LocalStack.start(config)) {
      execute(stack.endpoints(), Role.OWNER, "CREATE TABLE note(text text)");
      execute(stack.endpoints(), Role.OWNER, "INSERT INTO note VALUES ('kept')");
      KafkaClient client = new KafkaClient(stack.endpoints());
      client.createTopic("notes");
      client.send("notes", "kept, too");
    }

    // When
    try (LocalStack stack = LocalStack.start(config)) {
      // Then
      assertThat(query(stack.endpoints(), Role.OWNER, "SELECT text FROM note")).isEqualTo("kept");
      assertThat(new KafkaClient(stack.endpoints()).readFirst("notes")).isEqualTo("kept, too");
    }
  }

  @Test
  void shareConsumerGetsAnUnfinishedRecordAgain() throws Exception {
    // Given
    try (LocalStack stack = LocalStack.start(config())) {
      KafkaClient client = new KafkaClient(stack.endpoints());
      client.createTopic("permits");
      client.readGroupFromTheBeginning("runners");
      client.send("permits", "one");

      // When
      var deliveries = client.releaseThenAccept("runners", "permits");

      // Then
      assertThat(deliveries).containsExactly("one:1", "one:2");
    }
  }

  @Test
  void rolesOwnNothingAndNeedTheirPassword() throws Exception {
    // Given
    try (LocalStack stack = LocalStack.start(config())) {
      Endpoints endpoints = stack.endpoints();

      // When
      String powers =
          query(
              endpoints,
              Role.API,
              """
              SELECT string_agg(rolname || ':' || rolsuper || rolbypassrls || rolcreatedb, ' ' ORDER BY rolname)
              FROM pg_roles WHERE rolname LIKE 'quarry%'
              """);

      // Then
      assertThat(powers)
          .isEqualTo(
              "quarry_api:falsefalsefalse quarry_journal:falsefalsefalse"
                  + " quarry_owner:falsefalsefalse quarry_runner:falsefalsefalse"
                  + " quarry_scheduler:falsefalsefalse");
      assertThat(query(endpoints, Role.API, "SELECT current_setting('server_version_num')"))
          .startsWith("18");
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> execute(endpoints, Role.API, "CREATE TABLE mine(x int)"))
          .withMessageContaining("permission denied");
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(
              () -> DriverManager.getConnection(endpoints.jdbcUrl(), "quarry_api", "wrong").close())
          .withMessageContaining("password authentication failed");
    }
  }

  @Test
  void durableStackWaitsForTheDiskAndTheOtherDoesNot() throws Exception {
    // Given
    LocalStackConfig config = config();
    String query = "SELECT current_setting('fsync') || current_setting('synchronous_commit')";

    // When
    try (LocalStack durable = LocalStack.start(config.durable(true))) {
      // Then
      assertThat(query(durable.endpoints(), Role.API, query)).isEqualTo("onon");
    }
    try (LocalStack quick = LocalStack.start(config)) {
      assertThat(query(quick.endpoints(), Role.API, query)).isEqualTo("offoff");
    }
  }

  @Test
  void busyPortsAreEvaded() throws Exception {
    // Given
    InetAddress local = InetAddress.getByName("127.0.0.1");
    try (ServerSocket one = new ServerSocket(0, 1, local);
        ServerSocket two = new ServerSocket(0, 1, local)) {
      // When
      try (LocalStack stack =
          LocalStack.start(config().ports(one.getLocalPort(), two.getLocalPort()))) {
        // Then
        assertThat(stack.endpoints().jdbcUrl()).doesNotContain(":" + one.getLocalPort() + "/");
        assertThat(stack.endpoints().bootstrapServers()).doesNotEndWith(":" + two.getLocalPort());
        assertThat(query(stack.endpoints(), Role.API, "SELECT 'up'")).isEqualTo("up");
      }
    }
  }

  @Test
  void secondStartOnTheSameFolderIsRefusedAtOnce() throws Exception {
    // Given
    LocalStackConfig config = config();
    try (LocalStack stack = LocalStack.start(config);
        ChildStack second = ChildStack.start(config.home())) {
      // When
      String line = second.firstLine();

      // Then
      assertThat(line).isNull();
      assertThat(second.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(second.process().exitValue()).isEqualTo(4);
      assertThat(Files.readString(temporary.resolve("child.err")))
          .contains("in use by process " + ProcessHandle.current().pid() + " since ");
      assertThat(query(stack.endpoints(), Role.API, "SELECT 'up'")).isEqualTo("up");
    }
  }

  @ParameterizedTest
  @EnumSource(BrokerPlacement.class)
  void killedOwnerLeavesNoServerBehind(BrokerPlacement placement) throws Exception {
    // Given
    Path home = temporary.resolve("home");
    String broker = placement.name().replace('_', '-').toLowerCase(Locale.ROOT);
    try (ChildStack child = ChildStack.start(home, "--broker", broker)) {
      assertThat(child.firstLine()).contains("\"jdbcUrl\":\"jdbc:postgresql://127.0.0.1:");
      assertThat(child.serversOf(home)).isNotEmpty();

      // When
      child.process().destroyForcibly();

      // Then
      Deadline deadline = Deadline.in(TEN_SECONDS);
      while (!child.serversOf(home).isEmpty()) {
        assertThat(deadline.passed()).as("left behind: %s", child.serversOf(home)).isFalse();
        Thread.sleep(20);
      }
    }
    try (LocalStack next = LocalStack.start(config().placement(placement))) {
      assertThat(query(next.endpoints(), Role.API, "SELECT 'up'")).isEqualTo("up");
    }
  }

  @Test
  void startRightAfterAKillDoesNotStumbleOverTheOldServers() throws Exception {
    // Given
    Path home = temporary.resolve("home");
    try (ChildStack child = ChildStack.start(home, "--broker", "own-process")) {
      assertThat(child.firstLine()).isNotNull();
      child.process().destroyForcibly().waitFor();

      // When
      try (LocalStack next = LocalStack.start(config())) {
        // Then
        assertThat(query(next.endpoints(), Role.API, "SELECT 'up'")).isEqualTo("up");
        new KafkaClient(next.endpoints()).createTopic("fine");
      }
    }
  }

  @Test
  void terminatedOwnerStopsCleanly() throws Exception {
    // Given
    Path home = temporary.resolve("home");
    try (ChildStack child = ChildStack.start(home)) {
      assertThat(child.firstLine()).isNotNull();

      // When
      child.process().destroy();

      // Then
      assertThat(child.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(child.serversOf(home)).isEmpty();
      assertThat(Files.readString(home.resolve("logs/postgres.log")))
          .contains("database system is shut down");
    }
  }

  @Test
  void serverThatDiesIsReported() throws Exception {
    // Given
    try (LocalStack stack = LocalStack.start(config())) {
      long pid =
          Long.parseLong(Files.readAllLines(home().resolve("postgres/postmaster.pid")).get(0));

      // When
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();

      // Then
      assertThat(stack.failure().get(10, TimeUnit.SECONDS))
          .startsWith("PostgreSQL has ended; see ")
          .endsWith("postgres.log");
    }
  }

  @Test
  void crashedServersComeBackOnTheirPortsWithTheirData() throws Exception {
    // Given
    LocalStackConfig config = config().durable(true).placement(BrokerPlacement.OWN_PROCESS);
    try (LocalStack stack = LocalStack.start(config)) {
      Endpoints before = stack.endpoints();
      execute(before, Role.OWNER, "CREATE TABLE note(text text)");
      execute(before, Role.OWNER, "INSERT INTO note VALUES ('kept')");
      KafkaClient client = new KafkaClient(before);
      client.createTopic("notes");
      client.send("notes", "kept, too");

      for (Backend which : Backend.values()) {
        // When
        stack.crash(which);
        assertThat(isListening(before, which)).isFalse();
        stack.revive(which);

        // Then
        assertThat(isListening(before, which)).isTrue();
      }
      assertThat(query(before, Role.OWNER, "SELECT text FROM note")).isEqualTo("kept");
      assertThat(client.readFirst("notes")).isEqualTo("kept, too");
      assertThat(stack.failure()).isNotDone();
    }
  }

  private static boolean isListening(Endpoints endpoints, Backend which) {
    String address =
        switch (which) {
          case POSTGRES -> endpoints.jdbcUrl().replaceAll("^jdbc:postgresql://|/[^/]*$", "");
          case KAFKA -> endpoints.bootstrapServers();
        };
    try (Socket socket =
        new Socket(
            address.substring(0, address.indexOf(':')),
            Integer.parseInt(address.substring(address.indexOf(':') + 1)))) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void closingTwiceIsFineAndFreesTheFolder() throws Exception {
    // Given
    LocalStack stack = LocalStack.start(config());

    // When
    stack.close();
    stack.close();

    // Then
    StackLock.take(StackHome.open(home())).close();
  }

  private Path home() {
    return temporary.resolve("home");
  }

  private LocalStackConfig config() {
    return LocalStackConfig.of(home()).ports(0, 0).durable(false);
  }

  private static void execute(Endpoints endpoints, Role role, String sql) throws SQLException {
    try (Connection connection = connect(endpoints, role);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(Endpoints endpoints, Role role, String sql) throws SQLException {
    try (Connection connection = connect(endpoints, role);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static Connection connect(Endpoints endpoints, Role role) throws SQLException {
    Credentials login = endpoints.of(role);
    return DriverManager.getConnection(endpoints.jdbcUrl(), login.user(), login.password());
  }
}
