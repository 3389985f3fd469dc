package dev.quarry.api.auth;

import java.util.Arrays;
import java.util.List;

/** What a key may allow. The names stand in annotations, hence constants. */
public final class Scope {
  public static final String JOBS_READ = "jobs:read";

  /** Creating, controlling and deleting. */
  public static final String JOBS_WRITE = "jobs:write";

  public static final String CORPORA_READ = "corpora:read";
  public static final String CORPORA_WRITE = "corpora:write";

  private static final String[] ALL = {JOBS_READ, JOBS_WRITE, CORPORA_READ, CORPORA_WRITE};

  private Scope() {}

  public static List<String> all() {
    return List.copyOf(Arrays.asList(ALL));
  }
}
