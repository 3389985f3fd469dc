package dev.quarry.core.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.TestDatabase;
import dev.quarry.core.tenancy.StorageException;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.localstack.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A connection that serves many tenants, one after the other, keeps nothing of the one before. */
class OneConnectionIT {
  private static final int TURNS = 10_000;
  private static final int TENANTS = 5;
  private static final String SEEN =
      "select string_agg(distinct tenant_id::text, ',') from rollout";

  @Test
  void tenThousandTurnsWithFailuresInBetweenShowEachTenantItself() throws SQLException {
    // Given
    TestDatabase database = TestDatabase.create();
    List<UUID> tenants = new ArrayList<>();
    for (int i = 0; i < TENANTS; i++) {
      UUID tenant = database.tenant("t" + i);
      database.job(tenant, 0);
      tenants.add(tenant);
    }
    Random random = new Random(7);
    int failures = 0;

    try (Connection only = database.as(Role.API).getConnection()) {
      TenantTx tx = new TenantTx(LentConnection.of(only));
      for (int turn = 0; turn < TURNS; turn++) {
        UUID tenant = tenants.get(random.nextInt(TENANTS));
        int fate = random.nextInt(10);

        // When
        try {
          String seen = tx.call(tenant, connection -> work(connection, fate));

          // Then
          assertThat(seen).isEqualTo(tenant.toString());
        } catch (StorageException | IllegalStateException e) {
          failures++;
        }
        if (fate == 9) {
          // Nobody's turn: nothing is seen.
          assertThat(
                  TenantTx.<String>inTransaction(
                      LentConnection.of(only), connection -> String.valueOf(one(connection, SEEN))))
              .isEqualTo("null");
        }
      }
    }
    assertThat(failures).isBetween(TURNS / 10, TURNS / 2);
  }

  private static String work(Connection connection, int fate) throws SQLException {
    String seen = one(connection, SEEN);
    switch (fate) {
      case 0 -> one(connection, "select 1 / 0");
      case 1 -> throw new IllegalStateException("a fault of the application");
      case 2 -> {
        var before = connection.setSavepoint();
        one(connection, "select set_config('quarry.tenant', '', true)");
        connection.rollback(before);
        return one(connection, SEEN);
      }
      default -> {
        return seen;
      }
    }
    return seen;
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
