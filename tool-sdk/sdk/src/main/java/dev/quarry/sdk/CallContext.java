package dev.quarry.sdk;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;

/** What the host gives to every call into a plugin. */
public interface CallContext {
  CallInfo info();

  /**
   * @return the only door to the network: guarded against private addresses, capped in size and
   *     time
   */
  HttpGateway http();

  /**
   * @return when the host gives up on this call; the thread is interrupted then
   */
  Instant deadline();

  /**
   * @return time left until the deadline, never negative
   */
  default Duration remaining() {
    Duration left = Duration.between(clock().instant(), deadline());
    return left.isNegative() ? Duration.ZERO : left;
  }

  Cancellation cancellation();

  /**
   * Tells whoever watches what is going on, for example {@code reading page 3 of 7}. Cheap, may be
   * dropped, never stored.
   *
   * @param note one line
   */
  void progress(String note);

  /**
   * A setting of this plugin, from the operator's configuration {@code quarry.plugins."<plugin
   * id>".<name>}.
   *
   * @param name in kebab case
   */
  Optional<String> setting(String name);

  /**
   * A secret of the tenant or, where it has none of that name, of the installation. Ask anew in
   * each call, which may be another tenant's; never put it into results, logs or exceptions.
   *
   * @param name in kebab case
   * @throws ToolException {@link FailureCode#NOT_CONFIGURED} when the tenant has such a secret and
   *     the host cannot open it
   */
  Optional<String> secret(String name);

  /**
   * @return the folders of documents that the job may read
   */
  List<CorpusFolder> corpora();

  /**
   * @return the host's clock; plugins use no other
   */
  Clock clock();

  /**
   * @return a log whose lines carry job and plugin
   */
  Logger log();
}
