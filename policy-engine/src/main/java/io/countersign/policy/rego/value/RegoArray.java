package io.countersign.policy.rego.value;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonValue;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** An array. */
public final class RegoArray implements RegoValue, Iterable<RegoValue> {
  public static final RegoArray EMPTY = new RegoArray(new RegoValue[0], 0, null, true);

  private @Nullable RegoValue[] elements;
  private int size;
  private final @Nullable JsonArray source;
  private final boolean finished;
  private int hash;

  /**
   * An array.
   *
   * @param source what an element that is still null is made of
   * @param finished whether nothing may be appended any more
   */
  private RegoArray(
      @Nullable RegoValue[] elements, int size, @Nullable JsonArray source, boolean finished) {
    this.elements = elements;
    this.size = size;
    this.source = source;
    this.finished = finished;
  }

  public static RegoArray of(RegoValue... elements) {
    return new RegoArray(elements.clone(), elements.length, null, true);
  }

  public static RegoArray of(Collection<? extends RegoValue> elements) {
    RegoValue[] copy = elements.toArray(new RegoValue[0]);
    return new RegoArray(copy, copy.length, null, true);
  }

  static RegoArray of(JsonArray array) {
    int size = array.values().size();
    return new RegoArray(new @Nullable RegoValue[size], size, array, true);
  }

  /** An array for {@link Construction} to fill. */
  static RegoArray unfinished(int capacity) {
    return new RegoArray(new @Nullable RegoValue[capacity], 0, null, false);
  }

  void append(RegoValue value) {
    if (finished) {
      throw new IllegalArgumentException("a finished array");
    }
    hash = 0;
    if (size == elements.length) {
      elements = Arrays.copyOf(elements, Math.max(4, size + (size >> 1)));
    }
    elements[size++] = value;
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** The element; throws {@link IndexOutOfBoundsException} for an index beyond the array. */
  public RegoValue get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    RegoValue element = elements[index];
    if (element != null) {
      return element;
    }
    if (source == null) {
      throw new IllegalStateException("an element of nothing");
    }
    // Two threads may both do so: what they make is equal.
    RegoValue made = RegoValue.of(source.values().get(index));
    elements[index] = made;
    return made;
  }

  /** The element at an index that is a value; null when there is none. */
  public @Nullable RegoValue get(RegoValue index) {
    return index instanceof RegoNumber number
            && number.isLong()
            && number.longValue() >= 0
            && number.longValue() < size
        ? get((int) number.longValue())
        : null;
  }

  @Override
  public Iterator<RegoValue> iterator() {
    return new Iterator<>() {
      private int at;

      @Override
      public boolean hasNext() {
        return at < size;
      }

      @Override
      public RegoValue next() {
        if (at >= size) {
          throw new NoSuchElementException();
        }
        return get(at++);
      }
    };
  }

  @Override
  public String typeName() {
    return "array";
  }

  @Override
  public int rank() {
    return 4;
  }

  @Override
  public JsonValue toJson() {
    if (source != null) {
      return source;
    }
    JsonValue[] values = new JsonValue[size];
    for (int i = 0; i < size; i++) {
      values[i] = get(i).toJson();
    }
    return new JsonArray(Arrays.asList(values));
  }

  @Override
  public int compareTo(RegoValue other) {
    if (!(other instanceof RegoArray array)) {
      return Integer.compare(rank(), other.rank());
    }
    int common = Math.min(size, array.size);
    for (int i = 0; i < common; i++) {
      int order = get(i).compareTo(array.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(size, array.size);
  }

  @Override
  public boolean equals(Object other) {
    if (other == this) {
      return true;
    }
    if (!(other instanceof RegoArray array) || size != array.size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (!get(i).equals(array.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int result = hash;
    if (result == 0) {
      result = rank();
      for (int i = 0; i < size; i++) {
        result = 31 * result + get(i).hashCode();
      }
      hash = result;
    }
    return result;
  }

  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "[", "]");
    for (RegoValue element : this) {
      text.add(element.toString());
    }
    return text.toString();
  }
}
