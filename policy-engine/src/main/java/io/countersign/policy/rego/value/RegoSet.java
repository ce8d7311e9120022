package io.countersign.policy.rego.value;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonValue;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A set; its elements come in order. */
public final class RegoSet implements RegoValue, Iterable<RegoValue> {
  public static final RegoSet EMPTY = new RegoSet(new HashSet<>(0), true);

  private final Set<RegoValue> elements;
  private final boolean finished;
  private RegoValue @Nullable [] sorted;

  private RegoSet(Set<RegoValue> elements, boolean finished) {
    this.elements = elements;
    this.finished = finished;
  }

  public static RegoSet of(Collection<? extends RegoValue> elements) {
    return new RegoSet(new HashSet<>(elements), true);
  }

  public static RegoSet of(RegoValue... elements) {
    return of(Arrays.asList(elements));
  }

  /** A set for {@link Construction} to fill. */
  static RegoSet unfinished() {
    return new RegoSet(new HashSet<>(), false);
  }

  boolean add(RegoValue value) {
    if (finished) {
      throw new IllegalArgumentException("a finished set");
    }
    sorted = null;
    return elements.add(value);
  }

  public int size() {
    return elements.size();
  }

  public boolean isEmpty() {
    return elements.isEmpty();
  }

  public boolean contains(RegoValue value) {
    return elements.contains(value);
  }

  /** The elements in order; the caller must not change the array. */
  RegoValue[] sorted() {
    RegoValue[] result = sorted;
    if (result == null) {
      result = elements.toArray(new RegoValue[0]);
      Arrays.sort(result);
      sorted = result;
    }
    return result;
  }

  /** In order. */
  @Override
  public Iterator<RegoValue> iterator() {
    return Arrays.asList(sorted()).iterator();
  }

  @Override
  public String typeName() {
    return "set";
  }

  @Override
  public int rank() {
    return 6;
  }

  @Override
  public JsonValue toJson() {
    return new JsonArray(Arrays.stream(sorted()).map(RegoValue::toJson).toList());
  }

  @Override
  public int compareTo(RegoValue other) {
    return other instanceof RegoSet set
        ? Arrays.compare(sorted(), set.sorted())
        : Integer.compare(rank(), other.rank());
  }

  @Override
  public boolean equals(Object other) {
    return other == this || (other instanceof RegoSet set && elements.equals(set.elements));
  }

  @Override
  public int hashCode() {
    return 31 * elements.hashCode() + rank();
  }

  @Override
  public String toString() {
    if (elements.isEmpty()) {
      return "set()";
    }
    StringJoiner text = new StringJoiner(", ", "{", "}");
    for (RegoValue element : this) {
      text.add(element.toString());
    }
    return text.toString();
  }
}
