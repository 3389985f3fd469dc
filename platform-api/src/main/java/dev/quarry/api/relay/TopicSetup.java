package dev.quarry.api.relay;

import dev.quarry.api.config.ApiConfig;
import dev.quarry.core.queue.Topics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics as soon as the broker is there, and again when one comes back without them.
 * Nothing else waits for that.
 */
@Singleton
public final class TopicSetup {
  private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);

  private final Map<String, Object> kafka;
  private final ApiConfig.Kafka config;
  private final Duration patience;
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("quarry-topics").unstarted(this::untilDone);

  TopicSetup(@Identifier("default-kafka-broker") Map<String, Object> kafka, ApiConfig config) {
    this.kafka = new HashMap<>(kafka);
    this.config = config.kafka();
    this.patience = config.relay().deliveryTimeout();
  }

  /**
   * @return whether the topics are there
   */
  public boolean done() {
    return done.getCount() == 0;
  }

  /** Waits until the topics are there. */
  public void await() throws InterruptedException {
    done.await();
  }

  /**
   * Looks whether a broker has lost its topics, with all its data.
   *
   * @return whether it had, and has them again
   */
  boolean again() {
    var settings = new HashMap<>(kafka);
    int millis = Math.toIntExact(patience.toMillis());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    try (Admin admin = Admin.create(settings)) {
      boolean made = Topics.ensure(admin);
      if (made) {
        LOG.warn("the broker had lost topics, they are made again, empty");
      }
      return made;
    } catch (IllegalStateException | KafkaException e) {
      LOG.debug("the topics cannot be looked for", e);
      return false;
    }
  }

  void start(@Observes StartupEvent event) {
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) {
    thread.interrupt();
  }

  private void untilDone() {
    boolean told = false;
    while (!done()) {
      try (Admin admin = Admin.create(kafka)) {
        Topics.ensure(admin);
        done.countDown();
        LOG.info("the topics are there");
      } catch (IllegalStateException | KafkaException e) {
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        if (!told) {
          LOG.warn("the topics cannot be made yet reason={}", e.getMessage());
          told = true;
        }
        try {
          Thread.sleep(config.retryEvery());
        } catch (InterruptedException stopped) {
          return;
        }
      }
    }
  }
}
