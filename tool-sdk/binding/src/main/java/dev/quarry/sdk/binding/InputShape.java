package dev.quarry.sdk.binding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.sdk.Describe;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an input record is made of, read once by reflection. Holds names and flags only, no class.
 *
 * @param fields in the order of the record's components
 */
record InputShape(List<Field> fields) {
  private static final Set<Class<?>> SCALARS =
      Set.of(
          String.class,
          boolean.class,
          Boolean.class,
          int.class,
          Integer.class,
          long.class,
          Long.class,
          double.class,
          Double.class,
          BigDecimal.class,
          BigInteger.class);

  private static final String ACCEPTED =
      "String, boolean, int, long, double, BigDecimal, BigInteger, an enum, a record,"
          + " List or Optional of those";

  /**
   * @param optional absent and null are the same
   * @param acceptSingle a bare element stands for a list of one
   * @param nested the record inside, behind Optional and List, if there is one
   */
  record Field(String name, boolean optional, boolean acceptSingle, Optional<InputShape> nested) {}

  InputShape {
    fields = List.copyOf(fields);
  }

  /**
   * @throws IllegalArgumentException if the record holds something that has no JSON form here
   */
  static InputShape of(Class<? extends Record> type) {
    return of(type, List.of());
  }

  private static InputShape of(Class<?> type, List<Class<?>> outer) {
    if (outer.contains(type)) {
      throw new IllegalArgumentException(
          "The input record " + type.getSimpleName() + " contains itself; accepted: " + ACCEPTED);
    }
    List<Class<?>> path = new ArrayList<>(outer);
    path.add(type);
    List<Field> fields = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      fields.add(field(component, path));
    }
    return new InputShape(fields);
  }

  private static Field field(RecordComponent component, List<Class<?>> path) {
    Type type = component.getGenericType();
    boolean optional = raw(type) == Optional.class;
    Type value = optional ? argument(type, component) : type;
    boolean list = raw(value) == List.class;
    Describe describe = component.getAnnotation(Describe.class);
    boolean acceptSingle = describe != null && describe.acceptSingle();
    if (acceptSingle && !list) {
      throw refused(component, "has acceptSingle and is no List");
    }
    Type element = value;
    while (raw(element) == List.class) {
      element = argument(element, component);
    }
    Class<?> leaf = raw(element);
    if (leaf.isRecord()) {
      return new Field(component.getName(), optional, acceptSingle, Optional.of(of(leaf, path)));
    }
    if (!SCALARS.contains(leaf) && !leaf.isEnum()) {
      throw refused(component, "has the type " + type.getTypeName());
    }
    return new Field(component.getName(), optional, acceptSingle, Optional.empty());
  }

  private static IllegalArgumentException refused(RecordComponent component, String what) {
    return new IllegalArgumentException(
        "The component %s of the input record %s %s; accepted: %s"
            .formatted(
                component.getName(),
                component.getDeclaringRecord().getSimpleName(),
                what,
                ACCEPTED));
  }

  private static Type argument(Type type, RecordComponent component) {
    if (type instanceof ParameterizedType p) {
      return p.getActualTypeArguments()[0];
    }
    throw refused(component, "does not say what its " + type.getTypeName() + " holds");
  }

  private static Class<?> raw(Type type) {
    if (type instanceof Class<?> c) {
      return c;
    }
    return type instanceof ParameterizedType p ? (Class<?>) p.getRawType() : Object.class;
  }

  /** Drops nulls of optional fields and puts bare elements into lists, in place. */
  void normalise(JsonNode node) {
    if (!(node instanceof ObjectNode object)) {
      return;
    }
    for (Field field : fields) {
      JsonNode value = object.get(field.name());
      if (value == null) {
        continue;
      }
      if (value.isNull()) {
        if (field.optional()) {
          object.remove(field.name());
        }
        continue;
      }
      if (field.acceptSingle() && !value.isArray()) {
        ArrayNode list = object.arrayNode().add(value);
        object.set(field.name(), list);
        value = list;
      }
      JsonNode inner = value;
      field.nested().ifPresent(shape -> shape.normaliseAll(inner));
    }
  }

  private void normaliseAll(JsonNode value) {
    if (value instanceof ArrayNode list) {
      list.forEach(this::normaliseAll);
    } else {
      normalise(value);
    }
  }
}
