package dev.quarry.api.relay;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Shown, but no reason to take requests away: jobs are taken in without Kafka too. */
@Readiness
public class KafkaReadiness implements HealthCheck {
  private final TopicSetup topics;
  private final OutboxRelay relay;

  public KafkaReadiness(TopicSetup topics, OutboxRelay relay) {
    this.topics = topics;
    this.relay = relay;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("kafka")
        .up()
        .withData("topics", topics.done())
        .withData("relay", relay.working() ? "sending" : "retrying")
        .build();
  }
}
