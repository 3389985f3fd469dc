package dev.quarry.sdk;

/**
 * A tool that the model can call. The host makes its JSON Schema from the input record ({@link
 * Describe} says what a component means, {@code Optional} components are not required), checks the
 * model's arguments against it, and only then calls.
 *
 * @param <I> the input: a record of strings, numbers, booleans, enums, lists, optionals and further
 *     such records
 */
public interface Tool<I extends Record> {
  /**
   * @return 1–64 characters of {@code [A-Za-z0-9_.-]}, unique in a job
   */
  String name();

  /**
   * @return what the model reads to decide when to call it
   */
  String description();

  /**
   * @return the class of the input record
   */
  Class<I> inputType();

  /**
   * @return what a repeated call would do; the host decides by it what happens after a crash
   */
  Effect effect();

  /**
   * Does the work. Blocking is fine.
   *
   * @param input checked against the schema; never null
   * @param context what the host gives to this one call; not valid after the return
   * @return content for the model with its sources, or a failure; never null. An exception is taken
   *     as a failure with code {@link FailureCode#TOOL_CRASHED}.
   * @throws InterruptedException when the call was cancelled or its deadline passed
   */
  ToolResult call(I input, ToolContext context) throws InterruptedException;
}
