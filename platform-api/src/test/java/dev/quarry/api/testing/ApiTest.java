package dev.quarry.api.testing;

import io.quarkus.test.common.QuarkusTestResource;
import org.junit.jupiter.api.BeforeEach;

/** What tests of the running application have in common: real servers, a runner, a tenant. */
@QuarkusTestResource(QuarryStack.class)
public abstract class ApiTest {
  protected static final String JOBS = "/api/v1/jobs";

  protected TestTenant tenant;

  @BeforeEach
  void runnerAndTenant() {
    FakeRunner.register();
    tenant = TestTenant.make();
  }
}
