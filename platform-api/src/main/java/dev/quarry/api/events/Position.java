package dev.quarry.api.events;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Up to where a client has a job's steps: {@code <ordinal>:<seq>}, and a comma between the places
 * where a job has several rollouts. It is the id of the event that brought the last of them, so
 * that a client which comes back with it goes on exactly there.
 *
 * @param seqs last sequence number by ordinal of the rollout
 */
public record Position(Map<Integer, Long> seqs) {
  /** Before the first step. */
  public static final Position START = new Position(Map.of());

  private static final Pattern PLACE = Pattern.compile("([0-9]{1,4}):([0-9]{1,15})");
  private static final int MAX_LENGTH = 8192;

  public Position {
    seqs = Map.copyOf(seqs);
  }

  /**
   * @return nothing when the text is no position
   */
  public static Optional<Position> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    Map<Integer, Long> seqs = new TreeMap<>();
    for (String place : text.split(",", -1)) {
      Matcher matcher = PLACE.matcher(place);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      seqs.put(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }
    return Optional.of(new Position(seqs));
  }

  /**
   * @return the last step of a rollout that the client has, 0 for none
   */
  public long seq(int ordinal) {
    return seqs.getOrDefault(ordinal, 0L);
  }

  /**
   * @return the position after one step more
   */
  public Position after(int ordinal, long seq) {
    Map<Integer, Long> next = new TreeMap<>(seqs);
    next.put(ordinal, seq);
    return new Position(next);
  }

  @Override
  public String toString() {
    return new TreeMap<>(seqs)
        .entrySet().stream()
            .map(place -> place.getKey() + ":" + place.getValue())
            .collect(Collectors.joining(","));
  }
}
