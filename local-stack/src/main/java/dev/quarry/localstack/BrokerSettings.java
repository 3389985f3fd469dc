package dev.quarry.localstack;

import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The broker settings of a single node that is broker and controller at once. */
record BrokerSettings(int port, int controllerPort, Path data, @Nullable Detour detour) {
  static final int NODE_ID = 1;
  static final String CONTROLLER = "CONTROLLER";
  private static final String PLAINTEXT = "PLAINTEXT";
  private static final String DETOUR = "DETOUR";

  Properties properties() {
    Properties all = new Properties();
    node(all);
    internalTopics(all);
    groups(all);
    size(all);
    if (detour != null) {
      secondWay(all, detour);
    }
    return all;
  }

  private void node(Properties all) {
    all.put("process.roles", "broker,controller");
    all.put("node.id", Integer.toString(NODE_ID));
    all.put("controller.quorum.voters", NODE_ID + "@" + Ports.HOST + ":" + controllerPort);
    String client = PLAINTEXT + "://" + Ports.HOST + ":" + port;
    all.put("listeners", client + "," + CONTROLLER + "://" + Ports.HOST + ":" + controllerPort);
    all.put("advertised.listeners", client);
    all.put(
        "listener.security.protocol.map", PLAINTEXT + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
    all.put("controller.listener.names", CONTROLLER);
    all.put("inter.broker.listener.name", PLAINTEXT);
    all.put("log.dirs", data.toString());
    all.put("auto.create.topics.enable", "false");
    all.put("num.partitions", "1");
    // With the defaults, the first start after a crash waits nine more seconds for the old session.
    all.put("broker.session.timeout.ms", "3000");
    all.put("broker.heartbeat.interval.ms", "500");
  }

  private static void secondWay(Properties all, Detour detour) {
    add(all, "listeners", DETOUR + "://" + Ports.HOST + ":" + detour.listens());
    add(all, "advertised.listeners", DETOUR + "://" + Ports.HOST + ":" + detour.advertised());
    add(all, "listener.security.protocol.map", DETOUR + ":PLAINTEXT");
  }

  private static void add(Properties all, String key, String value) {
    all.put(key, all.getProperty(key) + "," + value);
  }

  /** One copy of everything: without these lines share groups hang on a single node. */
  private static void internalTopics(Properties all) {
    all.put("offsets.topic.replication.factor", "1");
    all.put("offsets.topic.num.partitions", "3");
    all.put("transaction.state.log.replication.factor", "1");
    all.put("transaction.state.log.min.isr", "1");
    all.put("transaction.state.log.num.partitions", "3");
    all.put("share.coordinator.state.topic.replication.factor", "1");
    all.put("share.coordinator.state.topic.min.isr", "1");
    all.put("share.coordinator.state.topic.num.partitions", "3");
  }

  /**
   * Wide bounds, so that a share group can be given the limits its work needs; quick first polls.
   */
  private static void groups(Properties all) {
    all.put("group.initial.rebalance.delay.ms", "0");
    all.put("group.share.min.record.lock.duration.ms", "1000");
    all.put("group.share.max.record.lock.duration.ms", "3600000");
    all.put("group.share.max.delivery.count.limit", "25");
    all.put("group.share.max.partition.max.record.locks", "10000");
    all.put("group.share.min.heartbeat.interval.ms", "500");
    all.put("group.share.heartbeat.interval.ms", "1000");
    all.put("group.share.min.session.timeout.ms", "5000");
    all.put("group.share.session.timeout.ms", "15000");
    all.put("group.share.assignment.interval.ms", "0");
  }

  /** Small for one machine: threads and buffers, not limits on the work. */
  private static void size(Properties all) {
    all.put("num.network.threads", "2");
    all.put("num.io.threads", "2");
    all.put("background.threads", "2");
    all.put("log.cleaner.dedupe.buffer.size", "2097152");
  }
}
