package dev.quarry.core.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.core.TestDatabase;
import dev.quarry.localstack.Role;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaIT {
  @Test
  void versionIsThatOfTheNewestMigration() throws Exception {
    Integer newest =
        TestDatabase.create()
            .one(
                Role.OWNER,
                "select max(version::int) from flyway_schema_history where success",
                Integer.class);

    assertThat(Schema.VERSION).isEqualTo(newest);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void whoWaitsGoesOnWhenTheSchemaIsNewEnoughAndNotBefore(Role role) throws Exception {
    // Given
    TestDatabase database = TestDatabase.create();

    // When, Then
    Schema.await(database.as(role), Duration.ofSeconds(20));
    database.run(
        Role.OWNER, "delete from flyway_schema_history where version = '" + Schema.VERSION + "'");
    assertThatThrownBy(() -> Schema.await(database.as(role), Duration.ofMillis(300)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not at version " + Schema.VERSION)
        .hasMessageEndingWith("it is an older one");
  }
}
