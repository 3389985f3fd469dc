package dev.quarry.runner.tool;

import dev.quarry.core.tenancy.SecretException;
import dev.quarry.core.tenancy.StorageException;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets of one call: the tenant's own or, where it has none of that name, the installation's.
 * Opened when they are asked for, and known as long as the call, so that they can be taken out of
 * what it says.
 */
final class CallSecrets {
  private static final Logger LOG = LoggerFactory.getLogger(CallSecrets.class);

  private final UUID tenantId;
  private final TenantSecrets tenants;
  private final PluginSettings installation;
  private final Redaction redaction = new Redaction();
  private final ConcurrentMap<String, Optional<String>> asked = new ConcurrentHashMap<>();

  CallSecrets(UUID tenantId, TenantSecrets tenants, PluginSettings installation) {
    this.tenantId = tenantId;
    this.tenants = tenants;
    this.installation = installation;
  }

  /**
   * @throws ToolException {@link FailureCode#NOT_CONFIGURED} when the tenant has such a secret and
   *     it cannot be opened: the installation's is no substitute for it
   */
  Optional<String> secret(String name) {
    return asked.computeIfAbsent(name, this::open);
  }

  /**
   * @return takes out what was given so far
   */
  Redaction redaction() {
    return redaction;
  }

  private Optional<String> open(String name) {
    Optional<String> value = own(name).or(() -> installation.secret(name));
    value.ifPresent(given -> redaction.add(name, given));
    return value;
  }

  private Optional<String> own(String name) {
    try {
      return tenants.read(tenantId, name).map(CallSecrets::text);
    } catch (SecretException e) {
      LOG.atError()
          .addKeyValue("tenantId", tenantId)
          .addKeyValue("secret", name)
          .addKeyValue("reason", e.getMessage())
          .log("secret of a tenant cannot be opened");
      throw new ToolException(
          FailureCode.NOT_CONFIGURED,
          "The tenant's secret %s cannot be opened by this runner, which its operator has to mend: %s."
              .formatted(name, e.getMessage()));
    } catch (StorageException e) {
      LOG.warn("a secret cannot be read: {}", e.getMessage());
      throw new ToolException(
          FailureCode.UPSTREAM,
          "The secret %s cannot be read: the database does not answer.".formatted(name));
    }
  }

  private static String text(byte[] value) {
    try {
      return new String(value, StandardCharsets.UTF_8);
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }
}
