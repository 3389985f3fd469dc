package dev.quarry.core.tenancy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The installation's key for secrets, and those that were it before. */
public final class Keks {
  private final Kek current;
  private final Map<String, Kek> known = new LinkedHashMap<>();

  /**
   * @param current wraps what is new
   * @param previous still open what is not wrapped anew yet
   */
  public Keks(Kek current, List<Kek> previous) {
    this.current = current;
    previous.forEach(kek -> known.put(kek.id(), kek));
    known.put(current.id(), current);
  }

  Kek current() {
    return current;
  }

  Optional<Kek> of(String id) {
    return Optional.ofNullable(known.get(id));
  }
}
