package dev.quarry.core.queue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics and the share group of the platform. */
public final class Topics {
  /** One small record a queued rollout: permission to try a claim. */
  public static final String PERMITS = "quarry.permits";

  /** Announcements while a job runs, keyed by job id. */
  public static final String EVENTS = "quarry.events";

  /** Cancel and the like, read by every runner. */
  public static final String CONTROL = "quarry.control";

  /** The share group of the runners. */
  public static final String RUNNERS = "quarry-runners";

  private Topics() {}

  /**
   * Makes what is missing. A share group starts at the latest record unless told otherwise, which
   * would skip permits that were sent before its first runner came; so it is told. How many copies
   * there are of each partition is the broker's default; who wants another number makes the topics
   * before the first start.
   *
   * @return whether a topic was missing
   * @throws IllegalStateException when the broker refuses or does not answer
   */
  public static boolean ensure(Admin admin) {
    boolean made = false;
    for (NewTopic topic :
        List.of(
            topic(PERMITS, 1)
                .configs(Map.of("retention.ms", Long.toString(TimeUnit.DAYS.toMillis(1)))),
            topic(EVENTS, 3)
                .configs(Map.of("retention.ms", Long.toString(TimeUnit.HOURS.toMillis(1)))),
            topic(CONTROL, 1)
                .configs(Map.of("retention.ms", Long.toString(TimeUnit.HOURS.toMillis(1)))))) {
      try {
        get(admin.createTopics(List.of(topic)).all());
        made = true;
      } catch (TopicExistsException exists) {
        // As it should be from the second start on.
      }
    }
    get(
        admin
            .incrementalAlterConfigs(
                Map.of(
                    new ConfigResource(ConfigResource.Type.GROUP, RUNNERS),
                    List.of(
                        new AlterConfigOp(
                            new ConfigEntry("share.auto.offset.reset", "earliest"),
                            AlterConfigOp.OpType.SET))))
            .all());
    return made;
  }

  private static NewTopic topic(String name, int partitions) {
    return new NewTopic(name, Optional.of(partitions), Optional.empty());
  }

  private static void get(org.apache.kafka.common.KafkaFuture<Void> future) {
    try {
      future.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException exists) {
        throw exists;
      }
      throw new IllegalStateException("Kafka refused: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("Kafka did not answer within 30 s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
