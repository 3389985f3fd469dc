package dev.quarry.runner.tool;

import dev.quarry.runner.plugin.DiscreetContext;
import dev.quarry.sdk.CallInfo;
import dev.quarry.sdk.CorpusFolder;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ModelAccess;
import dev.quarry.sdk.ToolException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The context of indexing a corpus, which belongs to no job. */
public final class IndexingContext {
  private static final UUID NO_JOB = new UUID(0, 0);

  private IndexingContext() {}

  /**
   * @param timeout of the whole indexing
   */
  public static DiscreetContext of(
      ToolServices services, UUID tenantId, CorpusFolder folder, String plugin, Duration timeout) {
    CallSecrets secrets = services.secretsOf(tenantId);
    return new HostContext(
        services,
        new HostContext.Call(
            new CallInfo(tenantId, NO_JOB, NO_JOB, "index/" + folder.id(), 1),
            services.clock().instant().plus(timeout),
            new CallCancellation(secrets.redaction()::of),
            secrets,
            List.of(folder),
            note -> {},
            NoModel.INSTANCE),
        plugin);
  }

  private enum NoModel implements ModelAccess {
    INSTANCE;

    @Override
    public String complete(String prompt, double temperature) {
      throw new ToolException(FailureCode.REFUSED, "indexing has no model");
    }

    @Override
    public String truncate(String text, int maxTokens) {
      throw new ToolException(FailureCode.REFUSED, "indexing has no model");
    }
  }
}
