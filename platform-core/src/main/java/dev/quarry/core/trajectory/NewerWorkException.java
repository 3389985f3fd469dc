package dev.quarry.core.trajectory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * A job or a step was written by newer code than this and cannot be understood here. Nothing is
 * wrong with it: somebody newer can go on with it.
 */
public final class NewerWorkException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public NewerWorkException(String message) {
    super(message);
  }

  /**
   * @return whether JSON was unreadable because it has a field or a choice that is not known here
   */
  public static boolean isNewer(JsonProcessingException unreadable) {
    return switch (unreadable) {
      case UnrecognizedPropertyException e -> true;
      case InvalidFormatException e -> e.getTargetType() != null && e.getTargetType().isEnum();
      default -> false;
    };
  }
}
