package dev.quarry.api.corpus;

import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Which folders may become a corpus: those under the roots that the operator allows. */
@Singleton
public final class CorpusFolders {
  private static final String FIELD = "path";

  private final List<Path> roots;

  @Inject
  CorpusFolders(ApiConfig config) {
    this(config.corpora().roots().orElse(List.of()));
  }

  CorpusFolders(List<Path> roots) {
    this.roots = List.copyOf(roots);
  }

  /**
   * @return the folder without symbolic links
   * @throws ApiException saying what is wrong; of a path outside the roots it does not tell whether
   *     it exists
   */
  Path require(String given) {
    Path path = absolute(given);
    Path real;
    try {
      real = path.toRealPath();
    } catch (IOException e) {
      throw lies(path.normalize(), roots)
          ? invalid("\"%s\" does not exist or cannot be read".formatted(given))
          : outside(given);
    }
    if (!lies(real, realRoots())) {
      throw outside(given);
    }
    if (!Files.isDirectory(real)) {
      throw invalid("\"%s\" is not a folder".formatted(given));
    }
    if (!Files.isReadable(real) || !Files.isExecutable(real)) {
      throw invalid("\"%s\" cannot be read by the platform".formatted(given));
    }
    return real;
  }

  private static Path absolute(String given) {
    try {
      Path path = Path.of(given);
      if (path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw invalid("is not a path: " + e.getReason());
    }
    throw invalid("\"%s\" is not absolute; it must start with /".formatted(given));
  }

  /** Roots may come and go, as mounts do. */
  private List<Path> realRoots() {
    List<Path> real = new ArrayList<>();
    for (Path root : roots) {
      try {
        real.add(root.toRealPath());
      } catch (IOException e) {
        // A root that is not there contains nothing.
      }
    }
    return real;
  }

  private static boolean lies(Path path, List<Path> roots) {
    return roots.stream().anyMatch(path::startsWith);
  }

  private ApiException outside(String given) {
    String allowed =
        roots.isEmpty()
            ? "the operator has allowed none"
            : "allowed are " + roots.stream().map(Path::toString).collect(Collectors.joining(", "));
    return invalid("\"%s\" does not lie under an allowed root; %s".formatted(given, allowed));
  }

  private static ApiException invalid(String message) {
    return ApiException.invalid(FIELD, message);
  }
}
