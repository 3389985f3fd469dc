package dev.quarry.sdk.binding;

/**
 * How much of a model's arguments is looked at.
 *
 * @param argumentChars longest accepted text of one call's arguments, in characters
 * @param nesting deepest accepted nesting of objects and lists
 */
public record BindingLimits(int argumentChars, int nesting) {
  /** 256 Ki characters, 32 levels. */
  public static final BindingLimits DEFAULT = new BindingLimits(256 * 1024, 32);

  public BindingLimits {
    if (argumentChars < 2 || nesting < 1) {
      throw new IllegalArgumentException(
          "argumentChars is %d, accepted is 2 or more; nesting is %d, accepted is 1 or more"
              .formatted(argumentChars, nesting));
    }
  }
}
