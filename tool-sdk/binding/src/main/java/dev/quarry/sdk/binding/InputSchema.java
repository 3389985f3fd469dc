package dev.quarry.sdk.binding;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.MemberScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import dev.quarry.sdk.Describe;
import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes a JSON Schema (draft 2020-12) from an input record: everything inlined, no additional
 * properties, required is what is not {@link Optional}, properties in the order of the components.
 */
final class InputSchema {
  private InputSchema() {}

  static ObjectNode of(Class<? extends Record> type, ObjectMapper mapper) {
    var builder =
        new SchemaGeneratorConfigBuilder(
                mapper, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT)
            .with(Option.INLINE_ALL_SCHEMAS)
            .without(Option.FLATTENED_OPTIONALS)
            .without(Option.SCHEMA_VERSION_INDICATOR);
    builder
        .forFields()
        .withTargetTypeOverridesResolver(
            field ->
                field.getType().getErasedType() == Optional.class
                    ? List.of(field.getTypeParameterFor(Optional.class, 0))
                    : null)
        .withRequiredCheck(field -> !isOptional(field))
        .withNullableCheck(_ -> false)
        .withDescriptionResolver(field -> described(field, Describe::value))
        .withArrayMinItemsResolver(field -> bound(field, List.class, Describe::min))
        .withArrayMaxItemsResolver(field -> bound(field, List.class, Describe::max))
        .withStringMinLengthResolver(field -> bound(field, String.class, Describe::min))
        .withStringMaxLengthResolver(field -> bound(field, String.class, Describe::max));
    builder.forTypesInGeneral().withPropertySorter(Comparator.comparingInt(InputSchema::position));
    return new SchemaGenerator(builder.build()).generateSchema(type);
  }

  private static boolean isOptional(FieldScope field) {
    return field.getRawMember().getType() == Optional.class;
  }

  /** Elements of a list are asked about with the annotation of the list: not meant for them. */
  private static <T> @Nullable T described(
      FieldScope field, Function<Describe, @Nullable T> aspect) {
    Describe describe = field.getRawMember().getAnnotation(Describe.class);
    return describe == null || field.isFakeContainerItemScope() ? null : aspect.apply(describe);
  }

  private static @Nullable Integer bound(
      FieldScope field, Class<?> bounded, ToIntFunction<Describe> aspect) {
    Integer value = described(field, aspect::applyAsInt);
    boolean none = value == null || value == 0 || field.getType().getErasedType() != bounded;
    return none ? null : value;
  }

  private static int position(MemberScope<?, ?> member) {
    RecordComponent[] components = member.getDeclaringType().getErasedType().getRecordComponents();
    for (int i = 0; components != null && i < components.length; i++) {
      if (components[i].getName().equals(member.getDeclaredName())) {
        return i;
      }
    }
    return Integer.MAX_VALUE;
  }
}
