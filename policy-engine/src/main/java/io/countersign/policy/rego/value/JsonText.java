package io.countersign.policy.rego.value;

/** JSON text of values, without spaces, members in the order of their keys. */
public final class JsonText {
  private JsonText() {}

  /** The text; sets are sorted arrays, keys that are no strings their own JSON text. */
  public static String of(RegoValue value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(RegoValue value, StringBuilder out) {
    switch (value) {
      case RegoString string -> out.append(Quoted.of(string.value()));
      case RegoArray array -> writeAll(array, out);
      case RegoSet set -> writeAll(set, out);
      case RegoObject object -> writeObject(object, out);
      case RegoNumber number -> out.append(number);
      case RegoBoolean bool -> out.append(bool.value());
      case RegoNull _ -> out.append("null");
    }
  }

  private static void writeAll(Iterable<RegoValue> values, StringBuilder out) {
    out.append('[');
    String separator = "";
    for (RegoValue value : values) {
      out.append(separator);
      write(value, out);
      separator = ",";
    }
    out.append(']');
  }

  private static void writeObject(RegoObject object, StringBuilder out) {
    out.append('{');
    String separator = "";
    for (RegoValue key : object.keys()) {
      out.append(separator)
          .append(Quoted.of(key instanceof RegoString string ? string.value() : of(key)))
          .append(':');
      write(object.require(key), out);
      separator = ",";
    }
    out.append('}');
  }
}
