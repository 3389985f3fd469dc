package dev.quarry.api.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.api.job.JobEntity;
import dev.quarry.api.job.JobStore;
import dev.quarry.api.tenancy.TenantSession;
import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.QuarryStack;
import dev.quarry.api.testing.TestTenant;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One pooled connection serves all tenants in turn and keeps nothing of the one before. */
@QuarkusTest
@TestProfile(OneConnectionIT.OneConnection.class)
class OneConnectionIT extends ApiTest {
  private static final int TURNS = 10_000;
  private static final int TENANTS = 5;

  @Inject TenantSession sessions;
  @Inject JobStore jobs;

  /** The same application with the smallest pool in which it takes jobs in. */
  public static final class OneConnection implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.datasource.jdbc.max-size",
          "2",
          // The failures are meant.
          "quarkus.log.category.\"org.hibernate.orm.jdbc.error\".level",
          "OFF");
    }

    @Override
    public boolean disableGlobalTestResources() {
      return true;
    }

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(
          new TestResourceEntry(QuarryStack.class, Map.of(QuarryStack.WITHOUT_KAFKA, "")));
    }
  }

  @Test
  void tenThousandTurnsWithFailuresInBetweenShowEachTenantItself() {
    // Given
    List<UUID> tenants = new ArrayList<>();
    for (int i = 0; i < TENANTS; i++) {
      TestTenant made = TestTenant.make();
      made.submit("q");
      tenants.add(made.id());
    }
    Random random = new Random(7);
    int failures = 0;

    for (int turn = 0; turn < TURNS; turn++) {
      UUID tenant = tenants.get(random.nextInt(TENANTS));
      int fate = random.nextInt(10);

      // When
      try {
        Set<UUID> seen = sessions.call(tenant, () -> tenantsOfJobs(fate));

        // Then
        assertThat(seen).containsExactly(tenant);
      } catch (RuntimeException e) {
        failures++;
      }
    }
    assertThat(failures).isBetween(TURNS / 10, TURNS / 2);
  }

  private Set<UUID> tenantsOfJobs(int fate) {
    List<JobEntity> seen = jobs.listAll();
    switch (fate) {
      case 0 -> jobs.getEntityManager().createNativeQuery("select 1 / 0").getSingleResult();
      case 1 -> throw new IllegalStateException("a fault of the application");
      case 2 -> jobs.getEntityManager().clear();
      default -> {
        // An ordinary end.
      }
    }
    return seen.stream().map(job -> job.tenantId).collect(java.util.stream.Collectors.toSet());
  }
}
