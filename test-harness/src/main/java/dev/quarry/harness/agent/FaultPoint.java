package dev.quarry.harness.agent;

import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the code: the entry to or the normal exit from a method, all its overloads included.
 * As text {@code name=class#method@entry}.
 *
 * @param name by which it is armed
 * @param className binary name
 * @param method its name
 * @param side of the method
 */
public record FaultPoint(String name, String className, String method, Side side) {
  private static final Pattern FORM =
      Pattern.compile("([a-z0-9-]+)=([\\w.$]+)#(\\w+)@(entry|exit)");

  /** Which side of a method. */
  public enum Side {
    ENTRY,
    /** Before it returns; a method that throws does not come by. */
    EXIT
  }

  public FaultPoint {
    if (!FORM.matcher(text(name, className, method, side)).matches()) {
      throw new IllegalArgumentException(
          "fault point: \"%s\" given, name=class#method@entry or @exit accepted"
              .formatted(text(name, className, method, side)));
    }
  }

  /**
   * @throws IllegalArgumentException for a text that is no point
   */
  public static FaultPoint parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "fault point: \"%s\" given, name=class#method@entry or @exit accepted".formatted(text));
    }
    return new FaultPoint(
        matcher.group(1),
        matcher.group(2),
        matcher.group(3),
        Side.valueOf(matcher.group(4).toUpperCase(Locale.ROOT)));
  }

  /** Its class as named in class files. */
  String internalName() {
    return className.replace('.', '/');
  }

  boolean isIn(MethodModel candidate) {
    return candidate.methodName().equalsString(method) && candidate.code().isPresent();
  }

  /** Whether the class has such a method, with code. */
  boolean isIn(ClassModel type) {
    return type.methods().stream().anyMatch(this::isIn);
  }

  @Override
  public String toString() {
    return text(name, className, method, side);
  }

  private static String text(String name, String className, String method, Side side) {
    return name + "=" + className + "#" + method + "@" + side.name().toLowerCase(Locale.ROOT);
  }
}
