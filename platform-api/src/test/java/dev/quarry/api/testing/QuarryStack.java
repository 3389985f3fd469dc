package dev.quarry.api.testing;

import dev.quarry.localstack.Endpoints;
import dev.quarry.localstack.Role;
import dev.quarry.localstack.testing.SharedStack;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** Points the application under test at a new database of the shared, real servers. */
public final class QuarryStack implements QuarkusTestResourceLifecycleManager {
  /** Argument by which the application is pointed at a broker that is not there. */
  public static final String WITHOUT_KAFKA = "without-kafka";

  private boolean withoutKafka;

  @Override
  public void init(Map<String, String> arguments) {
    withoutKafka = arguments.containsKey(WITHOUT_KAFKA);
  }

  @Override
  public Map<String, String> start() {
    Endpoints stack = withoutKafka ? SharedStack.freshPostgresOnly() : SharedStack.freshDatabase();
    Map<String, String> config = new HashMap<>();
    login(config, "quarkus.datasource.", stack, Role.API);
    login(config, "quarkus.datasource.scheduler.", stack, Role.SCHEDULER);
    login(config, "quarkus.datasource.owner.", stack, Role.OWNER);
    config.put("kafka.bootstrap.servers", withoutKafka ? "127.0.0.1:1" : stack.bootstrapServers());
    for (Role role : Role.values()) {
      config.put("test." + role.login(), stack.of(role).password());
    }
    try {
      Path folder = Files.createTempDirectory("quarry-api-test-");
      config.put("quarry.api.bootstrap.key-file", folder.resolve("keys/first").toString());
      config.put("quarry.api.bootstrap.operator-key-file", folder.resolve("keys/op").toString());
      Path kek = folder.resolve("kek");
      byte[] key = new byte[32];
      new SecureRandom().nextBytes(key);
      Files.writeString(kek, Base64.getEncoder().encodeToString(key));
      config.put("quarry.kek.file", kek.toString());
      Path roots = Files.createDirectory(folder.resolve("corpora"));
      config.put("quarry.api.corpora.roots", roots.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    config.put("quarry.api.catalogue.max-age", "0s");
    config.put("quarry.api.keys.cache-for", "300ms");
    config.put("quarry.api.events.heartbeat", "400ms");
    config.put("quarry.api.events.poll", "60s");
    config.put("quarry.api.events.slow-client", "2s");
    config.put("quarry.api.relay.delivery-timeout", "2s");
    config.put("quarry.api.retention.sweep", "200ms");
    config.put("quarry.api.retention.batch", "2");
    config.put("quarry.api.events.streams-per-tenant", "210");
    return config;
  }

  private static void login(Map<String, String> config, String prefix, Endpoints stack, Role role) {
    config.put(prefix + "jdbc.url", stack.jdbcUrl());
    config.put(prefix + "username", stack.of(role).user());
    config.put(prefix + "password", stack.of(role).password());
  }

  @Override
  public void stop() {
    // The servers end with the JVM.
  }
}
