package dev.quarry.runner.plugin;

import dev.quarry.sdk.Effect;
import dev.quarry.sdk.PageSource;
import dev.quarry.sdk.SearchSource;
import dev.quarry.sdk.Tool;
import dev.quarry.sdk.Toolset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one plugin offers: its extensions, made and asked once. Reading it runs code of the plugin.
 */
record Offer(List<OfferedToolset> toolsets, List<SearchOffer> searches, List<PageOffer> pages) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");
  private static final Pattern TOOL_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*");

  record OfferedTool(GuardedTool.Facts facts, BoundTool<?> tool) {}

  record OfferedToolset(
      String name, String description, List<OfferedTool> tools, Toolset extension) {}

  record SearchOffer(String id, SearchSource extension) {}

  record PageOffer(String id, Set<String> schemes, PageSource extension) {}

  /**
   * @param classNames from the plugin's index
   * @throws PluginProblem if there is nothing, or anything is not as the SDK asks
   */
  static Offer read(Set<String> classNames, ClassLoader loader) throws PluginProblem {
    if (classNames.isEmpty()) {
      throw new PluginProblem(
          "it offers nothing: META-INF/extensions.idx is missing or empty. Mark the class with @Extension and name PF4J in annotationProcessorPaths of the compiler plugin");
    }
    Offer offer = new Offer(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (String name : classNames) {
      offer.add(name, instance(name, loader));
    }
    return offer;
  }

  private static Object instance(String name, ClassLoader loader) throws PluginProblem {
    try {
      return loader.loadClass(name).getConstructor().newInstance();
    } catch (NoSuchMethodException | IllegalAccessException hidden) {
      throw new PluginProblem(
          "the extension %s must be a public class with a public constructor without parameters"
              .formatted(name));
    } catch (ReflectiveOperationException | LinkageError failed) {
      throw new PluginProblem(
          "the extension %s could not be made: %s".formatted(name, PluginProblem.wordsFor(failed)));
    }
  }

  private void add(String className, Object extension) throws PluginProblem {
    int before = size();
    try {
      if (extension instanceof Toolset toolset) {
        toolsets.add(toolset(toolset));
      }
      if (extension instanceof SearchSource source) {
        searches.add(new SearchOffer(named("search source", source.id()), source));
      }
      if (extension instanceof PageSource source) {
        pages.add(pages(source));
      }
    } catch (RuntimeException | LinkageError | StackOverflowError thrown) {
      throw new PluginProblem(
          "the extension %s failed when it was asked what it offers: %s"
              .formatted(className, PluginProblem.wordsFor(thrown)));
    }
    if (size() == before) {
      throw new PluginProblem(
          "the extension %s is none of Toolset, SearchSource, PageSource".formatted(className));
    }
  }

  private int size() {
    return toolsets.size() + searches.size() + pages.size();
  }

  private static String named(String what, @Nullable String name) throws PluginProblem {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new PluginProblem(
          "a %s is called \"%s\"; accepted are 1–64 characters of a-z, 0-9, -"
              .formatted(what, name));
    }
    return name;
  }

  private static PageOffer pages(PageSource source) throws PluginProblem {
    String id = named("page source", source.id());
    Set<String> schemes = Set.copyOf(source.schemes());
    for (String scheme : schemes) {
      if (!SCHEME.matcher(scheme).matches() || !scheme.equals(scheme.toLowerCase(Locale.ROOT))) {
        throw new PluginProblem(
            "the page source %s serves the scheme \"%s\"; accepted are schemes in lower case such as https"
                .formatted(id, scheme));
      }
    }
    if (schemes.isEmpty()) {
      throw new PluginProblem("the page source %s serves no scheme".formatted(id));
    }
    return new PageOffer(id, schemes, source);
  }

  private static OfferedToolset toolset(Toolset toolset) throws PluginProblem {
    String name = named("toolset", toolset.name());
    String description = described("toolset " + name, toolset.description());
    List<OfferedTool> tools = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Tool<?> tool : List.copyOf(toolset.tools())) {
      OfferedTool offered = tool(tool);
      if (!names.add(offered.facts().name())) {
        throw new PluginProblem(
            "the toolset %s has the tool %s twice".formatted(name, offered.facts().name()));
      }
      tools.add(offered);
    }
    if (tools.isEmpty()) {
      throw new PluginProblem("the toolset %s has no tools".formatted(name));
    }
    return new OfferedToolset(name, description, List.copyOf(tools), toolset);
  }

  private static OfferedTool tool(Tool<?> tool) throws PluginProblem {
    @Nullable String name = tool.name();
    if (name == null || !TOOL_NAME.matcher(name).matches()) {
      throw new PluginProblem(
          "a tool is called \"%s\"; accepted are 1–64 characters of A-Z, a-z, 0-9, _ . -"
              .formatted(name));
    }
    @Nullable Effect effect = tool.effect();
    if (effect == null) {
      throw new PluginProblem("the tool %s declares no effect".formatted(name));
    }
    String description = described("tool " + name, tool.description());
    try {
      BoundTool<?> bound = BoundTool.of(tool);
      return new OfferedTool(
          new GuardedTool.Facts(name, description, effect, bound.binding().schemaJson()), bound);
    } catch (IllegalArgumentException | NullPointerException unusable) {
      throw new PluginProblem(
          "the input of the tool %s has no JSON Schema: %s".formatted(name, unusable.getMessage()));
    }
  }

  private static String described(String what, @Nullable String description) throws PluginProblem {
    if (description == null || description.isBlank()) {
      throw new PluginProblem("the %s has no description".formatted(what));
    }
    return description;
  }

  /**
   * @return every extension once, in the order of their class names
   */
  List<AutoCloseable> extensions() {
    var all = new LinkedHashSet<AutoCloseable>();
    toolsets.forEach(t -> all.add(t.extension()));
    searches.forEach(s -> all.add(s.extension()));
    pages.forEach(p -> all.add(p.extension()));
    return List.copyOf(all);
  }
}
