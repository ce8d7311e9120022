package io.countersign.decision;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** The header fields of a request in the order they came, duplicates kept. */
public record Headers(List<Header> fields) implements Iterable<Header> {
  public static final Headers EMPTY = new Headers(List.of());

  public Headers {
    fields = List.copyOf(fields);
  }

  public static Headers of(Header... fields) {
    return new Headers(List.of(fields));
  }

  /** Every value of the field, in order; empty when it is absent. */
  public List<String> values(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return fields.stream().filter(field -> field.name().equals(wanted)).map(Header::value).toList();
  }

  @Override
  public Iterator<Header> iterator() {
    return fields.iterator();
  }
}
