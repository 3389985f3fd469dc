package dev.quarry.sdk.binding;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quarry.sdk.Describe;
import dev.quarry.sdk.Effect;
import dev.quarry.sdk.Tool;
import dev.quarry.sdk.ToolContext;
import dev.quarry.sdk.ToolResult;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A binding must not hold the classes of its plugin after it is gone. */
public final class ClassLoaderLeakTest {
  public enum Kind {
    ONE,
    TWO
  }

  public record Inner(@Describe("A number") int number, @Describe("A kind") Optional<Kind> kind) {}

  public record Outer(
      @Describe(value = "Inner ones", acceptSingle = true) List<Inner> inner,
      @Describe("A word") Optional<String> word) {}

  public static final class ProbeTool implements Tool<Outer> {
    public ProbeTool() {}

    @Override
    public String name() {
      return "probe";
    }

    @Override
    public String description() {
      return "A probe";
    }

    @Override
    public Class<Outer> inputType() {
      return Outer.class;
    }

    @Override
    public Effect effect() {
      return Effect.READ;
    }

    @Override
    public ToolResult call(Outer input, ToolContext context) {
      return ToolResult.success("");
    }
  }

  /** Defines the classes of this test anew, as a plugin's loader does with its own. */
  static final class ThrowAwayLoader extends ClassLoader {
    ThrowAwayLoader() {
      super(ClassLoaderLeakTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(ClassLoaderLeakTest.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private static Tool<?> freshTool() throws ReflectiveOperationException {
    return (Tool<?>)
        new ThrowAwayLoader().loadClass(ProbeTool.class.getName()).getConstructor().newInstance();
  }

  private static WeakReference<ClassLoader> useOnce() throws ReflectiveOperationException {
    Tool<?> tool = freshTool();
    ToolBinding<?> binding = ToolBinding.of(tool);
    assertThat(binding.bind("{\"inner\":{\"number\":1,\"kind\":\"TWO\"}}"))
        .isInstanceOf(Bound.Input.class);
    assertThat(binding.bind("{\"inner\":[{}]}")).isInstanceOf(Bound.Problem.class);
    assertThat(tool.getClass().getClassLoader()).isInstanceOf(ThrowAwayLoader.class);
    return new WeakReference<>(tool.getClass().getClassLoader());
  }

  private static boolean collected(WeakReference<?> reference) throws InterruptedException {
    for (int i = 0; i < 50 && reference.get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }
    return reference.get() == null;
  }

  @Test
  void classesAreFreeAfterTheBindingIsGone() throws Exception {
    // When
    WeakReference<ClassLoader> loader = useOnce();

    // Then
    assertThat(collected(loader)).isTrue();
  }

  @Test
  void theSameProbeSeesALeakWhereThereIsOne() throws Exception {
    // Given: the trap, a mapper that lives as long as the host
    var hostWide = new ObjectMapper();
    WeakReference<ClassLoader> loader = leak(hostWide);

    // Then
    assertThat(collected(loader)).isFalse();
    assertThat(hostWide).isNotNull();
  }

  private static WeakReference<ClassLoader> leak(ObjectMapper mapper) throws Exception {
    Class<?> type = freshTool().inputType();
    mapper.constructType(type);
    mapper.readerFor(type).readValue("{\"inner\":[]}");
    return new WeakReference<>(type.getClassLoader());
  }
}
