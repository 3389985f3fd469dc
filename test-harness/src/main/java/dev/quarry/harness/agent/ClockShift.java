package dev.quarry.harness.agent;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.ProtectionDomain;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * Another time of day for one process: {@code System.currentTimeMillis()}, {@code Instant.now()},
 * the system clocks and {@code new Date()} are off by what a file says, which may change at any
 * moment. {@code System.nanoTime()}, sleeps and time-outs stay right, as on a machine whose clock
 * is set.
 */
public final class ClockShift {
  private static final ClassDesc SHIFT = ClassDesc.of(ClockShift.class.getName());
  private static final ClassDesc INSTANT = ClassDesc.of("java.time.Instant");
  private static final MethodTypeDesc MILLIS = MethodTypeDesc.ofDescriptor("()J");
  private static final MethodTypeDesc SHIFTED = MethodTypeDesc.of(INSTANT, INSTANT);
  private static final byte[] NAME = "currentTimeMillis".getBytes(StandardCharsets.US_ASCII);
  private static final String SOURCE_OF_INSTANTS = "java/time/Clock";
  private static final long LOOK_EVERY_MILLIS = 50;

  private static volatile long offset;

  private ClockShift() {}

  /** Stands in for {@link System#currentTimeMillis}. */
  public static long currentTimeMillis() {
    return System.currentTimeMillis() + offset;
  }

  /** What {@link Clock} returns instead of the right time. */
  public static Instant shift(Instant right) {
    long by = offset;
    return by == 0 ? right : right.plusMillis(by);
  }

  static void follow(Path file, Instrumentation instrumentation) throws IOException {
    instrumentation.addTransformer(new Transformer(), true);
    try {
      for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
        String name = loaded.getName();
        if (name.equals(Clock.class.getName())
            || name.startsWith(Clock.class.getName() + "$System")
            || name.equals(Date.class.getName())) {
          instrumentation.retransformClasses(loaded);
        }
      }
    } catch (UnmodifiableClassException e) {
      throw new IllegalStateException("the clock cannot be shifted", e);
    }
    look(file);
    Thread.ofPlatform().daemon().name("clock-shift").start(() -> keepLooking(file));
  }

  private static void keepLooking(Path file) {
    try {
      while (true) {
        Thread.sleep(LOOK_EVERY_MILLIS);
        look(file);
      }
    } catch (IOException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(FaultAgent.UNUSABLE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells beside the file what time it is now, as all else in this process sees it. */
  private static void look(Path file) throws IOException {
    long asked = Long.parseLong(Files.readString(file).strip());
    if (asked != offset) {
      offset = asked;
      Path made = file.resolveSibling(file.getFileName() + ".telling");
      Files.writeString(made, Long.toString(Instant.now().toEpochMilli()));
      Files.move(
          made, file.resolveSibling(file.getFileName() + ".seen"), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static final class Transformer implements ClassFileTransformer {
    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        @Nullable String className,
        @Nullable Class<?> redefined,
        @Nullable ProtectionDomain domain,
        byte[] bytes) {
      boolean isOurs = className != null && className.startsWith("dev/quarry/harness/agent/");
      boolean isClock = SOURCE_OF_INSTANTS.equals(className);
      if (isOurs || !(isClock || contains(bytes))) {
        return null;
      }
      try {
        return shifted(
            bytes, loader == null ? ClassLoader.getSystemClassLoader() : loader, isClock);
      } catch (RuntimeException e) {
        e.printStackTrace();
        Runtime.getRuntime().halt(FaultAgent.UNUSABLE);
        return null;
      }
    }

    private static byte[] shifted(byte[] bytes, ClassLoader loader, boolean isClock) {
      ClassFile files =
          ClassFile.of(
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(loader)
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      byte[] current =
          files.transformClass(
              files.parse(bytes), ClassTransform.transformingMethodBodies(Transformer::callOurs));
      return isClock
          ? files.transformClass(
              files.parse(current),
              ClassTransform.transformingMethodBodies(
                  method -> method.methodName().equalsString("currentInstant"),
                  Transformer::shiftResult))
          : current;
    }

    private static void callOurs(CodeBuilder code, CodeElement element) {
      if (element instanceof InvokeInstruction call
          && call.opcode() == Opcode.INVOKESTATIC
          && call.name().equalsString("currentTimeMillis")
          && call.owner().asInternalName().equals("java/lang/System")) {
        code.invokestatic(SHIFT, "currentTimeMillis", MILLIS);
      } else {
        code.with(element);
      }
    }

    private static void shiftResult(CodeBuilder code, CodeElement element) {
      if (element instanceof ReturnInstruction) {
        code.invokestatic(SHIFT, "shift", SHIFTED);
      }
      code.with(element);
    }

    private static boolean contains(byte[] bytes) {
      for (int i = 0; i + NAME.length <= bytes.length; i++) {
        int k = 0;
        while (k < NAME.length && bytes[i + k] == NAME[k]) {
          k++;
        }
        if (k == NAME.length) {
          return true;
        }
      }
      return false;
    }
  }
}
