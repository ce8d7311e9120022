package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.JsonText;
import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/** JSON text as Go writes it: members by name, and what HTML gives a meaning to escaped. */
final class JsonWriter {
  /** How long a text may become, in characters. */
  static final int MAX_LENGTH = 16 * 1024 * 1024;

  private static final HexFormat HEX = HexFormat.of();

  private final EvaluationContext context;
  private final boolean pretty;
  private final String prefix;
  private final String indent;
  private final StringBuilder out = new StringBuilder();
  private int charged;

  private JsonWriter(EvaluationContext context, boolean pretty, String prefix, String indent) {
    this.context = context;
    this.pretty = pretty;
    this.prefix = prefix;
    this.indent = indent;
  }

  static String compact(EvaluationContext context, RegoValue value) throws BuiltinException {
    return new JsonWriter(context, false, "", "").text(value);
  }

  /** Every line begins with the prefix, and with the indent as often as it is deep. */
  static String pretty(EvaluationContext context, RegoValue value, String prefix, String indent)
      throws BuiltinException {
    JsonWriter writer = new JsonWriter(context, true, prefix, indent);
    writer.out.append(prefix);
    return writer.text(value);
  }

  private String text(RegoValue value) throws BuiltinException {
    write(value, 0);
    account(0);
    return out.toString();
  }

  private void write(RegoValue value, int depth) throws BuiltinException {
    account(0);
    switch (value) {
      case RegoString string -> quote(string.value());
      case RegoArray array -> writeAll(array.iterator(), depth);
      case RegoSet set -> writeAll(set.iterator(), depth);
      case RegoObject object -> writeObject(object, depth);
      default -> out.append(value);
    }
  }

  private void writeAll(Iterator<RegoValue> values, int depth) throws BuiltinException {
    out.append('[');
    boolean any = values.hasNext();
    while (values.hasNext()) {
      line(depth + 1);
      write(values.next(), depth + 1);
      if (values.hasNext()) {
        out.append(',');
      }
    }
    if (any) {
      line(depth);
    }
    out.append(']');
  }

  private void writeObject(RegoObject object, int depth) throws BuiltinException {
    Map<String, RegoValue> members = new TreeMap<>(RegoString::compareCodePoints);
    object.forEach((key, value) ->
        members.put(key instanceof RegoString string ? string.value() : JsonText.of(key), value));
    out.append('{');
    String separator = "";
    for (Map.Entry<String, RegoValue> member : members.entrySet()) {
      out.append(separator);
      line(depth + 1);
      quote(member.getKey());
      out.append(pretty ? ": " : ":");
      write(member.getValue(), depth + 1);
      separator = ",";
    }
    if (!members.isEmpty()) {
      line(depth);
    }
    out.append('}');
  }

  private void line(int depth) throws BuiltinException {
    if (pretty) {
      account(1L + prefix.length() + (long) depth * indent.length());
      out.append('\n').append(prefix).repeat(indent, depth);
    }
  }

  private void quote(String value) throws BuiltinException {
    account(value.length());
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '<', '>', '&', '\u2028', '\u2029' -> out.append("\\u").append(HEX.toHexDigits(c));
        default -> {
          if (c < 0x20) {
            out.append("\\u").append(HEX.toHexDigits(c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** Charges for what was written since, and refuses what would be too long. */
  private void account(long more) throws BuiltinException {
    if (out.length() + more > MAX_LENGTH) {
      throw BuiltinException.of("the text would be longer than " + MAX_LENGTH + " characters");
    }
    context.charge(1 + (out.length() - charged) / 8);
    charged = out.length();
  }
}
