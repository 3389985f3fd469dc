package dev.quarry.core.tenancy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The installation's key for secrets, and those that were it before. */
public final class Keks {
  /** For a process that was told no key: it can tell that a secret is there, and not open it. */
  public static final Keks NONE = new Keks(null, Map.of());

  private final @Nullable Kek current;
  private final Map<String, Kek> known;

  /**
   * @param current wraps what is new
   * @param previous still open what is not wrapped anew yet
   */
  public Keks(Kek current, List<Kek> previous) {
    this(current, byId(current, previous));
  }

  private Keks(@Nullable Kek current, Map<String, Kek> known) {
    this.current = current;
    this.known = known;
  }

  /**
   * Reads the files that the configuration names.
   *
   * @throws IllegalArgumentException naming the file and what is wrong with it
   */
  public static Keks read(Path current, List<Path> previous) {
    return new Keks(Kek.read(current), previous.stream().map(Kek::read).toList());
  }

  private static Map<String, Kek> byId(Kek current, List<Kek> previous) {
    Map<String, Kek> known = new LinkedHashMap<>();
    previous.forEach(kek -> known.put(kek.id(), kek));
    known.put(current.id(), current);
    return known;
  }

  Kek current() {
    if (current == null) {
      throw new SecretException("no key is configured (quarry.kek.file) to keep a secret by");
    }
    return current;
  }

  Optional<Kek> of(String id) {
    return Optional.ofNullable(known.get(id));
  }
}
