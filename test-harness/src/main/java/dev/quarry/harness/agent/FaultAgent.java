package dev.quarry.harness.agent;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Entry of the agent: {@code -javaagent:JAR=POINTS[,CLOCK]}. POINTS is a file with a {@link
 * FaultPoint} a line; what is armed lies beside it. CLOCK is a file that holds by how many
 * milliseconds the time of day is off.
 *
 * <p>A point whose class or method is not in the application ends the process at once with status
 * {@value #UNUSABLE}: a check that cannot fail is a defect.
 */
public final class FaultAgent {
  /** Exit status of a process whose faults cannot be made. */
  public static final int UNUSABLE = 97;

  private FaultAgent() {}

  public static void premain(String arguments, Instrumentation instrumentation) {
    try {
      String[] files = arguments.split(",", 2);
      Path file = Path.of(files[0]);
      List<FaultPoint> points = Files.readAllLines(file).stream().map(FaultPoint::parse).toList();
      List<Path> application = application(Path.of(System.getProperty("java.class.path")));
      for (FaultPoint point : points) {
        require(point, find(point, application));
      }
      FaultSwitch.connect(folderOf(file), points);
      instrumentation.addTransformer(new FaultTransformer(points));
      if (files.length > 1) {
        ClockShift.follow(Path.of(files[1]), instrumentation);
      }
    } catch (IOException | RuntimeException e) {
      System.err.println("fault agent: " + e.getMessage());
      e.printStackTrace();
      Runtime.getRuntime().halt(UNUSABLE);
    }
  }

  static void require(FaultPoint point, ClassModel type) {
    if (!point.isIn(type)) {
      throw new IllegalArgumentException(
          "fault point %s: the class has no such method".formatted(point));
    }
  }

  /** The jars of an application that was started as a jar in the folder of its others. */
  private static List<Path> application(Path started) throws IOException {
    if (Files.isDirectory(started)) {
      return List.of(started);
    }
    try (Stream<Path> files = Files.walk(folderOf(started))) {
      List<Path> jars =
          new ArrayList<>(files.filter(f -> f.toString().endsWith(".jar")).sorted().toList());
      // Ours come first: there are few of them.
      jars.sort(Comparator.comparing(FaultAgent::isOurs).reversed());
      return jars;
    }
  }

  private static boolean isOurs(Path jar) {
    return String.valueOf(jar.getFileName()).startsWith("dev.quarry")
        || folderOf(jar).endsWith("app");
  }

  private static Path folderOf(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  private static ClassModel find(FaultPoint point, List<Path> application) throws IOException {
    String entry = point.internalName() + ".class";
    for (Path place : application) {
      Optional<byte[]> found = Files.isDirectory(place) ? file(place, entry) : zipped(place, entry);
      if (found.isPresent()) {
        return ClassFile.of().parse(found.get());
      }
    }
    throw new IllegalArgumentException(
        "fault point %s: no such class in %s"
            .formatted(point, System.getProperty("java.class.path")));
  }

  private static Optional<byte[]> file(Path folder, String entry) throws IOException {
    File file = folder.resolve(entry).toFile();
    return file.isFile() ? Optional.of(Files.readAllBytes(file.toPath())) : Optional.empty();
  }

  private static Optional<byte[]> zipped(Path jar, String entry) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      var found = zip.getEntry(entry);
      if (found == null) {
        return Optional.empty();
      }
      try (InputStream in = zip.getInputStream(found)) {
        return Optional.of(in.readAllBytes());
      }
    }
  }
}
