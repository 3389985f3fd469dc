package dev.quarry.bench.platform;

import dev.quarry.bench.stub.StubProcess;
import dev.quarry.harness.PlatformProcesses;
import dev.quarry.localstack.BrokerPlacement;
import dev.quarry.localstack.Endpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The whole platform as processes, with the stub as its model and its search engine. PostgreSQL
 * waits for the disk at each commit. A second, empty database is there for baselines.
 */
public final class BenchPlatform implements AutoCloseable {
  private final StubProcess stub;
  private final PlatformProcesses processes;
  private final Endpoints baseline;
  private final Jobs jobs;
  private final Ledger ledger;

  private BenchPlatform(StubProcess stub, PlatformProcesses processes) throws IOException {
    this.stub = stub;
    this.processes = processes;
    this.baseline = processes.stack().makeDatabase("baseline");
    this.ledger = new Ledger(processes.stack().endpoints());
    this.jobs = new Jobs(processes.url(), processes.key(), ledger);
  }

  /** Starts everything but runners. */
  public static BenchPlatform start(Path home, Setup setup) throws Exception {
    Files.createDirectories(home);
    StubProcess stub = StubProcess.start(home.resolve("stub.log"));
    String address = stub.base().toString();
    var processes =
        new PlatformProcesses(
            home.resolve("platform"),
            setup.environment(address),
            backends -> backends.placement(BrokerPlacement.OWN_PROCESS_FOR_LOAD),
            setup.jvmOptions(address));
    try {
      processes.start();
      var platform = new BenchPlatform(stub, processes);
      platform.ledger.liftCap();
      return platform;
    } catch (Exception | Error e) {
      processes.close();
      stub.close();
      throw e;
    }
  }

  /** The same with one runner. */
  public static BenchPlatform withRunner(Path home, Setup setup) throws Exception {
    BenchPlatform platform = start(home, setup);
    try {
      platform.processes.startRunner("runner-1");
      return platform;
    } catch (Exception | Error e) {
      platform.close();
      throw e;
    }
  }

  public StubProcess stub() {
    return stub;
  }

  public PlatformProcesses processes() {
    return processes;
  }

  public Jobs jobs() {
    return jobs;
  }

  public Ledger ledger() {
    return ledger;
  }

  /** The empty database on the same server. */
  public Endpoints baseline() {
    return baseline;
  }

  @Override
  public void close() throws InterruptedException {
    ledger.close();
    processes.close();
    stub.close();
  }
}
