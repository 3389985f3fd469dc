package dev.quarry.sdk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.quarry.sdk.PageSource;
import dev.quarry.sdk.Readiness;
import dev.quarry.sdk.SdkVersion;
import dev.quarry.sdk.SearchSource;
import dev.quarry.sdk.Tool;
import dev.quarry.sdk.ToolException;
import dev.quarry.sdk.Toolset;
import dev.quarry.sdk.binding.ToolBinding;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pf4j.DefaultVersionManager;
import org.pf4j.ExtensionPoint;

/**
 * What every plugin has to prove. A plugin's module extends it in a class named {@code *TckTest},
 * names its extensions and gives one working example for each tool and source.
 */
public abstract class PluginTck {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration EXAMPLE_TIME = Duration.ofSeconds(30);
  private static final Duration SHORT_DEADLINE = Duration.ofMillis(500);
  private static final int AT_ONCE = 8;
  private static final int RESULT_CHARS = 1_000_000;
  private static final List<String> HOST_CLASSES =
      List.of("dev/quarry/sdk/", "org/pf4j/", "org/slf4j/", "org/jspecify/");

  /**
   * @return new instances of all extensions of the plugin, at each call
   */
  protected abstract List<? extends ExtensionPoint> extensions();

  /**
   * @return by the name of each tool: arguments as JSON; by the id of each search source: a query;
   *     by the id of each page source: a URL
   */
  protected abstract Map<String, String> examples();

  /**
   * @return a context in which every example works: settings pointing at servers of the test, and
   *     every secret that the plugin uses
   */
  protected TestToolContext.Builder context() {
    return TestToolContext.builder();
  }

  /**
   * @return the most characters that an example may give back, sources included
   */
  protected int resultChars() {
    return RESULT_CHARS;
  }

  /**
   * @return the folder or jar that the build wrote; where the first extension's class lies
   */
  PluginOutput output() {
    return PluginOutput.of(extensions().getFirst().getClass());
  }

  /** Between a cancellation or deadline and the end of the call. */
  Duration patience() {
    return PATIENCE;
  }

  @Test
  void theIndexListsEachExtension() {
    Set<String> named = new TreeSet<>();
    for (ExtensionPoint extension : extensions()) {
      Class<?> type = extension.getClass();
      named.add(type.getName());
      boolean makeable =
          Modifier.isPublic(type.getModifiers())
              && Stream.of(type.getConstructors())
                  .map(Constructor::getParameterCount)
                  .anyMatch(n -> n == 0);
      assertThat(makeable)
          .as("%s must be public and have a public constructor without parameters", type.getName())
          .isTrue();
    }
    assertThat(output().index())
        .as(
            "META-INF/extensions.idx lists other classes than extensions(): mark each with @Extension and name org.pf4j:pf4j in annotationProcessorPaths of the compiler plugin")
        .isEqualTo(named);
  }

  @Test
  void theOutputBringsNoClassesOfTheHost() {
    assertThat(output().files())
        .as("the plugin must not contain the SDK, PF4J, slf4j or JSpecify: use scope provided")
        .noneMatch(PluginTck::isOfTheHost);
  }

  /** The kit's own package is let through: only its self-test has classes there. */
  private static boolean isOfTheHost(String file) {
    return HOST_CLASSES.stream().anyMatch(file::startsWith)
        && !file.startsWith("dev/quarry/sdk/testkit/");
  }

  @Test
  void theDescriptorIsComplete() {
    Properties descriptor =
        output()
            .descriptor()
            .orElseGet(
                () -> fail("there is no plugin.properties beside the classes or the module"));
    for (String key :
        List.of(
            "plugin.id",
            "plugin.version",
            "plugin.requires",
            "plugin.provider",
            "plugin.description")) {
      assertThat(descriptor.getProperty(key, "")).as("%s in plugin.properties", key).isNotBlank();
    }
    String requires = descriptor.getProperty("plugin.requires");
    var versions = new DefaultVersionManager();
    assertThat(versions.checkVersionConstraint(SdkVersion.CURRENT, requires))
        .as("plugin.requires \"%s\" accepts the SDK %s", requires, SdkVersion.CURRENT)
        .isTrue();
    int nextMajor = Integer.parseInt(SdkVersion.CURRENT.split("\\.", 2)[0]) + 1;
    assertThat(versions.checkVersionConstraint(nextMajor + ".0.0", requires))
        .as(
            "plugin.requires \"%s\" accepts the SDK %d.0.0, which may break it",
            requires, nextMajor)
        .isFalse();
  }

  @Test
  void namesAndDescriptionsAreFitForUse() {
    List<String> names = new ArrayList<>();
    for (ExtensionPoint extension : extensions()) {
      if (extension instanceof Toolset toolset) {
        assertThat(toolset.name()).as("the toolset's name").matches("[a-z0-9-]{1,64}");
        assertThat(toolset.description())
            .as("the description of the toolset %s", toolset.name())
            .isNotBlank()
            .doesNotContain("\n");
        assertThat(toolset.tools()).as("the tools of %s", toolset.name()).isNotEmpty();
      }
      if (extension instanceof SearchSource source) {
        assertThat(source.id()).as("the search source's id").matches("[a-z0-9-]{1,64}");
      }
      if (extension instanceof PageSource source) {
        assertThat(source.id()).as("the page source's id").matches("[a-z0-9-]{1,64}");
        assertThat(source.schemes())
            .as("the schemes of %s", source.id())
            .isNotEmpty()
            .allMatch(scheme -> scheme.matches("[a-z][a-z0-9+.-]*"));
      }
    }
    for (Tool<?> tool : tools()) {
      assertThat(tool.name()).as("a tool's name").matches("[A-Za-z0-9_.-]{1,64}");
      assertThat(tool.description()).as("the description of %s", tool.name()).isNotBlank();
      names.add(tool.name());
    }
    assertThat(names).as("names of tools").doesNotHaveDuplicates();
  }

  @Test
  void everyToolDeclaresItsEffect() {
    for (Tool<?> tool : tools()) {
      assertThat(tool.effect()).as("the effect of the tool %s", tool.name()).isNotNull();
    }
  }

  @Test
  void everySchemaIsMadeAndEveryPropertyDescribed() {
    for (Tool<?> tool : tools()) {
      new SchemaCheck(tool.name(), ToolBinding.of(tool).schemaJson()).everyPropertyIsDescribed();
    }
  }

  @Test
  void badArgumentsAreRefusedByTheNameOfTheField() {
    for (Tool<?> tool : tools()) {
      new ArgumentCheck<>(tool, example(tool.name())).run();
    }
  }

  @Test
  void everyExampleWorksAndStaysWithinItsSize() throws InterruptedException {
    for (TckCall call : calls()) {
      List<String> texts = texts(call, context().build());
      assertThat(texts).as("%s gave back nothing for its example", call.what()).isNotEmpty();
      assertThat(texts.stream().mapToInt(String::length).sum())
          .as("characters that %s gave back", call.what())
          .isLessThanOrEqualTo(resultChars());
    }
  }

  @Test
  void extensionsServeManyThreadsAtOnce() throws InterruptedException {
    for (TckCall call : calls()) {
      List<TckCall.Running> running = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        running.add(call.start(context().build()).go());
      }
      for (TckCall.Running one : running) {
        if (one.within(EXAMPLE_TIME, "among others")
            instanceof TckCall.End.Threw(Throwable cause)) {
          fail("%s failed when %d calls ran at once".formatted(call.what(), AT_ONCE), cause);
        }
      }
    }
  }

  @Test
  void secretsNeverComeBack() throws InterruptedException {
    for (TckCall call : calls()) {
      TestToolContext working = context().build();
      List<String> said = new ArrayList<>(texts(call, working));
      said.addAll(traces(working));
      // Without a network, failures must not tell them either.
      TestToolContext failing =
          context()
              .http(
                  http -> {
                    throw new ToolException(dev.quarry.sdk.FailureCode.UPSTREAM, "no network");
                  })
              .build();
      if (call.start(failing).go().within(EXAMPLE_TIME, "without a network")
          instanceof TckCall.End.Threw(Throwable cause)) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
          said.add(String.valueOf(at.getMessage()));
        }
      }
      said.addAll(traces(failing));
      for (String secret : working.secretValues()) {
        assertThat(said)
            .as("%s gives away a secret", call.what())
            .noneMatch(text -> text.contains(secret));
      }
    }
  }

  private static List<String> traces(TestToolContext context) {
    List<String> traces = new ArrayList<>(context.progressNotes());
    traces.addAll(context.prompts());
    context.allArtifacts().forEach(a -> traces.add(a.text()));
    return traces;
  }

  @Test
  void aCancelledCallEnds() throws InterruptedException {
    for (TckCall call : calls()) {
      TestToolContext before = stalled(EXAMPLE_TIME);
      before.cancel();
      TckCall.Running late = call.start(before);
      late.go().thread().interrupt();
      late.within(patience(), "although it was cancelled before it began");

      TestToolContext during = stalled(EXAMPLE_TIME);
      TckCall.Running running = call.start(during).go();
      Thread.sleep(SHORT_DEADLINE);
      during.cancel();
      running.thread().interrupt();
      running.within(patience(), "after it was cancelled");
    }
  }

  @Test
  void theDeadlineIsHonoured() throws InterruptedException {
    for (TckCall call : calls()) {
      TckCall.Running running = call.start(stalled(SHORT_DEADLINE)).go();
      running.thread().join(SHORT_DEADLINE);
      running.thread().interrupt();
      running.within(patience(), "after its deadline");
    }
  }

  private TestToolContext stalled(Duration timeout) {
    StalledDoors doors = new StalledDoors();
    return context().http(doors).sources(doors).timeout(timeout).build();
  }

  @Test
  void askingAndClosingTwiceChangesNothing() throws Exception {
    for (ExtensionPoint extension : extensions()) {
      if (extension instanceof Toolset toolset) {
        assertThat(names(toolset)).as("tools() at the second call").isEqualTo(names(toolset));
      }
      if (extension instanceof SearchSource source) {
        readable(source, source.readiness(TestToolContext.builder().build()));
        readable(source, source.readiness(context().build()));
      }
      if (extension instanceof AutoCloseable closeable) {
        closeable.close();
        closeable.close();
      }
    }
  }

  private static void readable(SearchSource source, Readiness readiness) {
    if (readiness instanceof Readiness.NotReady(String reason)) {
      assertThat(reason).as("why %s is not ready", source.id()).isNotBlank();
    }
  }

  private static List<String> names(Toolset toolset) {
    return toolset.tools().stream().map(Tool::name).toList();
  }

  private List<Tool<?>> tools() {
    return extensions().stream()
        .filter(Toolset.class::isInstance)
        .map(Toolset.class::cast)
        .flatMap(t -> t.tools().stream())
        .collect(Collectors.toList());
  }

  private List<TckCall> calls() {
    List<TckCall> calls = new ArrayList<>();
    for (ExtensionPoint extension : extensions()) {
      if (extension instanceof Toolset toolset) {
        toolset.tools().forEach(t -> calls.add(TckCall.of(t, example(t.name()))));
      }
      if (extension instanceof SearchSource source) {
        calls.add(TckCall.of(source, example(source.id())));
      }
      if (extension instanceof PageSource source) {
        calls.add(TckCall.of(source, example(source.id())));
      }
    }
    return calls;
  }

  private String example(String name) {
    return Optional.ofNullable(examples().get(name))
        .orElseGet(() -> fail("examples() has none for %s", name));
  }

  private static List<String> texts(TckCall call, TestToolContext context)
      throws InterruptedException {
    return switch (call.start(context).go().within(EXAMPLE_TIME, "with its example")) {
      case TckCall.End.Texts(List<String> texts) -> texts;
      case TckCall.End.Threw(Throwable cause) ->
          fail("%s failed with its example: %s".formatted(call.what(), cause), cause);
    };
  }
}
