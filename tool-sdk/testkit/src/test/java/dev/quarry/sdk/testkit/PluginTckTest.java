package dev.quarry.sdk.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.sdk.Describe;
import dev.quarry.sdk.Effect;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.Tool;
import dev.quarry.sdk.ToolContext;
import dev.quarry.sdk.ToolException;
import dev.quarry.sdk.ToolResult;
import dev.quarry.sdk.Toolset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pf4j.ExtensionPoint;

/** Every check of the kit fails a plugin that breaks its rule. */
final class PluginTckTest {
  record In(@Describe("A word") String word) {}

  record Undescribed(@Describe("Fine") In inner, String bare) {}

  @FunctionalInterface
  interface Body {
    ToolResult call(ToolContext context) throws InterruptedException;
  }

  static class BadTool<I extends Record> implements Tool<I> {
    private final Class<I> type;
    private final Body body;

    BadTool(Class<I> type, Body body) {
      this.type = type;
      this.body = body;
    }

    @Override
    public String name() {
      return "bad";
    }

    @Override
    public String description() {
      return "Does something wrong";
    }

    @Override
    public Class<I> inputType() {
      return type;
    }

    @Override
    public Effect effect() {
      return Effect.READ;
    }

    @Override
    public ToolResult call(I input, ToolContext context) throws InterruptedException {
      return body.call(context);
    }
  }

  static class BadTools implements Toolset {
    private final List<Tool<?>> tools;

    BadTools(Tool<?>... tools) {
      this.tools = List.of(tools);
    }

    @Override
    public String name() {
      return "bad-tools";
    }

    @Override
    public String description() {
      return "Bad tools";
    }

    @Override
    public List<Tool<?>> tools() {
      return tools;
    }
  }

  private static final class BadTck extends PluginTck {
    private final Toolset toolset;
    private final Map<String, String> examples;
    private final Path output;

    BadTck(Toolset toolset, Map<String, String> examples, Path output) {
      this.toolset = toolset;
      this.examples = examples;
      this.output = output;
    }

    @Override
    protected List<? extends ExtensionPoint> extensions() {
      return List.of(toolset);
    }

    @Override
    protected Map<String, String> examples() {
      return examples;
    }

    @Override
    protected TestToolContext.Builder context() {
      return TestToolContext.builder().secret("key", "canary-91");
    }

    @Override
    protected int resultChars() {
      return 100;
    }

    @Override
    PluginOutput output() {
      return new PluginOutput(output);
    }

    @Override
    Duration patience() {
      return Duration.ofMillis(300);
    }
  }

  @TempDir Path output;

  private PluginTck kit(Toolset toolset) {
    return new BadTck(toolset, Map.of("bad", "{\"word\":\"x\"}"), output);
  }

  private PluginTck kit(Body body) {
    return kit(new BadTools(new BadTool<>(In.class, body)));
  }

  private static void fails(ThrowingCallable check, String words) {
    assertThatThrownBy(check).isInstanceOf(AssertionError.class).hasMessageContaining(words);
  }

  @Test
  void anExtensionThatIsNotListed() throws Exception {
    PluginTck hidden = kit(_ -> ToolResult.success("x"));
    fails(hidden::theIndexListsEachExtension, "must be public and have a public constructor");
    PluginTck unlisted = kit(new GoodPlugin.WeatherTools());
    fails(unlisted::theIndexListsEachExtension, "mark each with @Extension");
    Files.createDirectories(output.resolve("META-INF"));
    Files.writeString(output.resolve("META-INF/extensions.idx"), "a.b.Gone\n");
    fails(unlisted::theIndexListsEachExtension, "a.b.Gone");
  }

  @Test
  void classesOfTheHostInTheOutput() throws Exception {
    PluginTck kit = kit(_ -> ToolResult.success("x"));
    kit.theOutputBringsNoClassesOfTheHost();
    Files.createDirectories(output.resolve("org/slf4j"));
    Files.createFile(output.resolve("org/slf4j/Logger.class"));
    fails(kit::theOutputBringsNoClassesOfTheHost, "org/slf4j/Logger.class");
  }

  @Test
  void aDescriptorThatLacksOrClaimsTooMuch() throws Exception {
    PluginTck kit = kit(_ -> ToolResult.success("x"));
    Path file = output.resolve("plugin.properties");
    String rest = "plugin.id=a\nplugin.version=1\nplugin.provider=P\nplugin.description=D\n";
    Files.writeString(file, rest + "plugin.requires=>=1.0.0 & <2.0.0\n");
    kit.theDescriptorIsComplete();
    Files.writeString(file, rest);
    fails(kit::theDescriptorIsComplete, "plugin.requires in plugin.properties");
    Files.writeString(file, rest + "plugin.requires=>=1.0.0\n");
    fails(kit::theDescriptorIsComplete, "accepts the SDK 2.0.0");
    Files.writeString(file, rest + "plugin.requires=>=1.5.0 & <2.0.0\n");
    fails(kit::theDescriptorIsComplete, "accepts the SDK 1.0.0");
  }

  @Test
  void namesDescriptionsAndEffects() {
    var misnamed =
        new BadTool<>(In.class, _ -> ToolResult.success("x")) {
          @Override
          public String name() {
            return "bad name";
          }

          @Override
          public Effect effect() {
            return null;
          }
        };
    var silent =
        new BadTool<>(In.class, _ -> ToolResult.success("x")) {
          @Override
          public String description() {
            return " ";
          }
        };
    var plain = new BadTool<>(In.class, _ -> ToolResult.success("x"));
    fails(kit(new BadTools(misnamed))::namesAndDescriptionsAreFitForUse, "a tool's name");
    fails(kit(new BadTools(misnamed))::everyToolDeclaresItsEffect, "the effect of the tool");
    fails(kit(new BadTools(silent))::namesAndDescriptionsAreFitForUse, "the description of bad");
    fails(kit(new BadTools(plain, plain))::namesAndDescriptionsAreFitForUse, "names of tools");
    fails(kit(new BadTools())::namesAndDescriptionsAreFitForUse, "the tools of bad-tools");
  }

  @Test
  void aPropertyWithoutADescription() {
    var tool = new BadTool<>(Undescribed.class, _ -> ToolResult.success("x"));
    fails(
        kit(new BadTools(tool))::everySchemaIsMadeAndEveryPropertyDescribed,
        "the description of bare of the tool bad: add @Describe");
  }

  @Test
  void anExampleThatIsMissingOrDoesNotFit() {
    BadTools tools = new BadTools(new BadTool<>(In.class, _ -> ToolResult.success("x")));
    fails(
        new BadTck(tools, Map.of(), output)::badArgumentsAreRefusedByTheNameOfTheField,
        "examples() has none for bad");
    fails(
        new BadTck(tools, Map.of("bad", "{}"), output)::badArgumentsAreRefusedByTheNameOfTheField,
        "does not fit");
    fails(
        new BadTck(tools, Map.of("bad", "[1"), output)::badArgumentsAreRefusedByTheNameOfTheField,
        "does not fit");
  }

  @Test
  void anExampleThatFailsSaysNothingOrTooMuch() {
    fails(
        kit(_ -> ToolResult.success("x".repeat(101)))::everyExampleWorksAndStaysWithinItsSize,
        "characters that the tool bad gave back");
    fails(kit(_ -> ToolResult.success(" "))::everyExampleWorksAndStaysWithinItsSize, "nothing");
    fails(kit(_ -> null)::everyExampleWorksAndStaysWithinItsSize, "returned null");
    fails(
        kit(_ -> ToolResult.failure(FailureCode.UPSTREAM, "no luck"))
            ::everyExampleWorksAndStaysWithinItsSize,
        "no luck");
  }

  @Test
  void aToolThatServesOneThreadOnly() {
    AtomicInteger inside = new AtomicInteger();
    fails(
        kit(
                _ -> {
                  if (inside.incrementAndGet() > 1) {
                    throw new IllegalStateException("busy");
                  }
                  Thread.sleep(100);
                  inside.decrementAndGet();
                  return ToolResult.success("x");
                })
            ::extensionsServeManyThreadsAtOnce,
        "failed when 8 calls ran at once");
  }

  @Test
  void aToolThatGivesAwaySecrets() {
    fails(
        kit(c -> ToolResult.success("key=" + c.secret("key").orElseThrow()))::secretsNeverComeBack,
        "gives away a secret");
    fails(
        kit(
                c -> {
                  c.progress("with " + c.secret("key").orElseThrow());
                  return ToolResult.success("x");
                })
            ::secretsNeverComeBack,
        "gives away a secret");
    AtomicInteger calls = new AtomicInteger();
    fails(
        kit(
                c -> {
                  if (calls.getAndIncrement() > 0) {
                    throw new ToolException(
                        FailureCode.UPSTREAM, "no answer with " + c.secret("key").orElseThrow());
                  }
                  return ToolResult.success("x");
                })
            ::secretsNeverComeBack,
        "gives away a secret");
  }

  @Test
  void aToolThatHearsNoInterrupt() {
    Body deaf =
        _ -> {
          long end = System.nanoTime() + 3_000_000_000L;
          while (System.nanoTime() < end) {
            try {
              Thread.sleep(100);
            } catch (InterruptedException ignored) {
              // what no tool should do
            }
          }
          return ToolResult.success("x");
        };
    fails(kit(deaf)::aCancelledCallEnds, "although it was cancelled before it began");
    fails(kit(deaf)::theDeadlineIsHonoured, "after its deadline");
    AtomicInteger calls = new AtomicInteger();
    fails(
        kit(c -> calls.getAndIncrement() == 0 ? ToolResult.success("x") : deaf.call(c))
            ::aCancelledCallEnds,
        "after it was cancelled");
  }

  @Test
  void toolsThatChangeAndClosingThatThrows() {
    AtomicInteger asked = new AtomicInteger();
    var changing =
        new BadTools() {
          @Override
          public List<Tool<?>> tools() {
            int n = asked.incrementAndGet();
            return List.of(
                new BadTool<>(In.class, _ -> ToolResult.success("x")) {
                  @Override
                  public String name() {
                    return "tool" + n;
                  }
                });
          }
        };
    fails(kit(changing)::askingAndClosingTwiceChangesNothing, "tools() at the second call");
    var once =
        new BadTools(new BadTool<>(In.class, _ -> ToolResult.success("x"))) {
          private boolean closed;

          @Override
          public void close() {
            if (closed) {
              throw new AssertionError("closed twice");
            }
            closed = true;
          }
        };
    fails(kit(once)::askingAndClosingTwiceChangesNothing, "closed twice");
  }
}
