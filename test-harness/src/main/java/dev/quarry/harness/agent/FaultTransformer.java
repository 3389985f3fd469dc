package dev.quarry.harness.agent;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a call of {@link FaultSwitch#pass} at each point, when its class is loaded. */
final class FaultTransformer implements ClassFileTransformer {
  private static final ClassDesc SWITCH = ClassDesc.of(FaultSwitch.class.getName());
  private static final MethodTypeDesc PASS = MethodTypeDesc.of(CD_void, CD_int);

  private final List<FaultPoint> points;

  FaultTransformer(List<FaultPoint> points) {
    this.points = List.copyOf(points);
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      String className,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (points.stream().noneMatch(point -> point.internalName().equals(className))) {
      return null;
    }
    try {
      return instrument(bytes, loader == null ? ClassLoader.getSystemClassLoader() : loader);
    } catch (RuntimeException e) {
      // The JVM would go on with the class as it is, and the test would see nothing happen.
      e.printStackTrace();
      Runtime.getRuntime().halt(FaultAgent.UNUSABLE);
      return null;
    }
  }

  /**
   * @throws IllegalArgumentException when a point of this class has no method
   */
  byte[] instrument(byte[] bytes, ClassLoader loader) {
    ClassFile files =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(loader)
                    .orElse(ClassHierarchyResolver.defaultResolver())));
    ClassModel type = files.parse(bytes);
    byte[] current = bytes;
    for (int i = 0; i < points.size(); i++) {
      FaultPoint point = points.get(i);
      if (type.thisClass().name().equalsString(point.internalName())) {
        FaultAgent.require(point, type);
        current =
            files.transformClass(
                files.parse(current),
                ClassTransform.transformingMethodBodies(
                    (MethodModel method) -> point.isIn(method), at(point.side(), i)));
      }
    }
    return current;
  }

  private static CodeTransform at(FaultPoint.Side side, int index) {
    return switch (side) {
      case ENTRY ->
          CodeTransform.ofStateful(
              () ->
                  new CodeTransform() {
                    @Override
                    public void atStart(CodeBuilder code) {
                      pass(code, index);
                    }

                    @Override
                    public void accept(CodeBuilder code, CodeElement element) {
                      code.with(element);
                    }
                  });
      case EXIT ->
          (code, element) -> {
            if (element instanceof ReturnInstruction) {
              pass(code, index);
            }
            code.with(element);
          };
    };
  }

  private static void pass(CodeBuilder code, int index) {
    code.loadConstant(index).invokestatic(SWITCH, "pass", PASS);
  }
}
