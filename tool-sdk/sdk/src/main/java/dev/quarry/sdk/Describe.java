package dev.quarry.sdk;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says to the model what an input component means, and bounds it. Goes into the JSON Schema. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.METHOD})
public @interface Describe {
  /** The {@code description} of the property. */
  String value();

  /** {@code minItems} of a list or {@code minLength} of a string; 0 means none. */
  int min() default 0;

  /** {@code maxItems} of a list or {@code maxLength} of a string; 0 means none. */
  int max() default 0;

  /**
   * For a list: a bare element is accepted as a list of one, because models often leave the
   * brackets out.
   */
  boolean acceptSingle() default false;
}
