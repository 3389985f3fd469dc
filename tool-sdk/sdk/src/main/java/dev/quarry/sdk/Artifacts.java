package dev.quarry.sdk;

/** Files that a job leaves behind beside its report. */
public interface Artifacts {
  /**
   * @param name 1–128 characters of {@code [A-Za-z0-9._-]}; a second file of the same name replaces
   *     the first
   * @param mediaType for example {@code text/csv}
   * @param content at most the host's cap
   * @return a URL of the platform under which it can be had
   * @throws ToolException {@link FailureCode#TOO_LARGE}
   */
  String put(String name, String mediaType, byte[] content);
}
