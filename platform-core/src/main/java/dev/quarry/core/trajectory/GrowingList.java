package dev.quarry.core.trajectory;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A list that grows by making a longer one, which shares the elements of the shorter. Immutable and
 * safe for many threads. Going on from the longest list costs one element, now and then a copy, so
 * that n additions cost O(n) together; going on from a shorter one copies that.
 */
final class GrowingList<T> extends AbstractList<T> implements RandomAccess {
  private static final int FIRST_CAPACITY = 8;

  private final @Nullable Object[] elements;
  private final AtomicInteger used;
  private final int size;

  private GrowingList(@Nullable Object[] elements, AtomicInteger used, int size) {
    this.elements = elements;
    this.used = used;
    this.size = size;
  }

  static <T> GrowingList<T> empty() {
    return new GrowingList<>(new Object[0], new AtomicInteger(), 0);
  }

  /**
   * @return this and one element more
   */
  GrowingList<T> plus(T element) {
    if (size < elements.length && used.compareAndSet(size, size + 1)) {
      elements[size] = element;
      return new GrowingList<>(elements, used, size + 1);
    }
    // Full, or another list went on from here already.
    var copy = new Object[Math.max(FIRST_CAPACITY, size * 2)];
    System.arraycopy(elements, 0, copy, 0, size);
    copy[size] = element;
    return new GrowingList<>(copy, new AtomicInteger(size + 1), size + 1);
  }

  /**
   * @return the beginning, shared
   */
  GrowingList<T> first(int count) {
    Objects.checkIndex(count, size + 1);
    return new GrowingList<>(elements, used, count);
  }

  @Override
  @SuppressWarnings("unchecked") // only plus writes
  public T get(int index) {
    return (T) Objects.requireNonNull(elements[Objects.checkIndex(index, size)]);
  }

  @Override
  public int size() {
    return size;
  }
}
