package dev.quarry.runner.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.core.tenancy.SecretException;
import dev.quarry.core.tenancy.StorageException;
import dev.quarry.runner.plugin.LogLines;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whose secret a call gets, and what is left of it. */
class CallSecretsTest {
  private static final UUID TENANT = new UUID(0, 1);
  private static final PluginSettings INSTALLATION =
      new FixedSettings(Map.of("token", "the installation's"));

  private final List<byte[]> opened = new ArrayList<>();
  private final TenantSecrets tenants =
      (tenant, name) -> {
        if (!tenant.equals(TENANT) || !name.equals("token")) {
          return Optional.empty();
        }
        byte[] value = "the tenant's".getBytes(UTF_8);
        opened.add(value);
        return Optional.of(value);
      };

  @Test
  void tenantsOwnComesBeforeTheInstallations() {
    assertThat(new CallSecrets(TENANT, tenants, INSTALLATION).secret("token"))
        .contains("the tenant's");
    assertThat(new CallSecrets(new UUID(0, 2), tenants, INSTALLATION).secret("token"))
        .contains("the installation's");
    assertThat(new CallSecrets(TENANT, tenants, INSTALLATION).secret("other")).isEmpty();
  }

  @Test
  void valueIsOpenedOncePerCallAndItsBytesAreOverwritten() {
    var first = new CallSecrets(TENANT, tenants, INSTALLATION);
    first.secret("token");
    first.secret("token");
    assertThat(opened).hasSize(1);
    assertThat(opened.getFirst()).containsOnly(0);

    new CallSecrets(TENANT, tenants, INSTALLATION).secret("token");
    assertThat(opened).as("the next call opens it anew").hasSize(2);
  }

  @Test
  void secretThatCannotBeOpenedIsAFailureAndNotReplacedByTheInstallations() {
    // Given
    TenantSecrets locked =
        (tenant, name) -> {
          throw new SecretException("its key is not configured: quarry.kek.file");
        };
    var secrets = new CallSecrets(TENANT, locked, INSTALLATION);
    // When, Then: also when it is asked for again
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> secrets.secret("token"))
          .isInstanceOfSatisfying(
              ToolException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.NOT_CONFIGURED))
          .hasMessageContaining("The tenant's secret token cannot be opened")
          .hasMessageContaining("quarry.kek.file");
    }
  }

  @Test
  void cancelActionThatFailsIsLoggedWithoutWhatWasGiven() {
    var secrets = new CallSecrets(TENANT, tenants, INSTALLATION);
    var cancellation = new CallCancellation(secrets.redaction()::of);
    String token = secrets.secret("token").orElseThrow();
    cancellation.onCancel(
        () -> {
          throw new IllegalStateException("cannot sign out " + token);
        });

    try (var log = new LogLines()) {
      cancellation.cancel();

      assertThat(log.text()).contains("cannot sign out [secret token]").doesNotContain(token);
    }
  }

  @Test
  void databaseThatIsAwayIsAFailureThatMayPassAndTellsNothingOfIt() {
    TenantSecrets away =
        (tenant, name) -> {
          throw new StorageException(new SQLException("select ciphertext from secret: no route"));
        };

    assertThatThrownBy(() -> new CallSecrets(TENANT, away, INSTALLATION).secret("token"))
        .isInstanceOfSatisfying(
            ToolException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.UPSTREAM))
        .hasMessage("The secret token cannot be read: the database does not answer.");
  }

  @Test
  void whatWasGivenIsTakenOutWhoeverItCameFrom() {
    var secrets = new CallSecrets(new UUID(0, 2), tenants, INSTALLATION);
    assertThat(secrets.redaction().of("the installation's")).isEqualTo("the installation's");

    secrets.secret("token");

    assertThat(secrets.redaction().of("the installation's")).isEqualTo("[secret token]");
  }
}
