package io.countersign.service.command;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import io.countersign.log.search.RecordField;
import java.util.List;
import java.util.TreeMap;

/**
 * Records for people to read. What requests brought is quoted as JSON wherever it is not plain
 * text, so that no record can move a terminal's cursor or begin a line of its own.
 */
final class RecordText {
  private static final String STEP = "  ";
  private static final List<String> FIRST =
      List.of("time", "id", "type", "decision", "reason", "reasons", "subject", "request");

  private RecordText() {}

  /** One line: time, id, decision, reason, subject, action. */
  static String line(JsonObject record) {
    String what = text(record, "type");
    if (what.equals("decision")) {
      what = text(record, "decision");
    }
    return String.join(
            "  ",
            text(record, "time"),
            text(record, "id"),
            what,
            text(record, "reason"),
            first(RecordField.SUBJECT, record),
            action(record))
        .stripTrailing();
  }

  private static String text(JsonObject record, String member) {
    return record.string(member).map(RecordText::plain).orElse("-");
  }

  private static String first(RecordField field, JsonObject record) {
    List<String> values = field.in(record);
    return values.isEmpty() ? "-" : plain(values.getFirst());
  }

  /** Method and path; for an agent's call of a tool, the tool too. */
  private static String action(JsonObject record) {
    JsonObject request = record.object("request").orElse(JsonObject.EMPTY);
    if (request.isEmpty()) {
      return "-";
    }
    String tool =
        request
            .object("mcp")
            .flatMap(mcp -> mcp.string("tool"))
            .map(name -> " (" + plain(name) + ")")
            .orElse("");
    return text(request, "method") + " " + text(request, "path") + tool;
  }

  /** A record on lines of its own, one for each value; what was decided comes first. */
  static String pretty(JsonObject record) {
    StringBuilder out = new StringBuilder();
    TreeMap<String, JsonValue> rest = new TreeMap<>(record.members());
    for (String name : FIRST) {
      JsonValue value = rest.remove(name);
      if (value != null) {
        write(name, value, "", out);
      }
    }
    rest.forEach((name, value) -> write(name, value, "", out));
    return out.toString().stripTrailing();
  }

  private static void write(String name, JsonValue value, String indent, StringBuilder out) {
    out.append(indent).append(plain(name));
    writeValue(value, indent, out);
  }

  private static void writeValue(JsonValue value, String indent, StringBuilder out) {
    switch (value) {
      case JsonObject object when !object.isEmpty() -> {
        out.append('\n');
        new TreeMap<>(object.members())
            .forEach((name, member) -> write(name, member, indent + STEP, out));
      }
      case JsonArray array when array.values().stream().anyMatch(RecordText::isObject) -> {
        out.append('\n');
        for (JsonValue element : array.values()) {
          out.append(indent).append(STEP).append('-');
          writeValue(element, indent + STEP, out);
        }
      }
      case JsonString string -> out.append(": ").append(plain(string.value())).append('\n');
      case JsonValue other -> out.append(": ").append(ascii(other)).append('\n');
    }
  }

  private static boolean isObject(JsonValue value) {
    return value instanceof JsonObject object && !object.isEmpty();
  }

  /** The text itself when nothing about it is special, not even a blank; else JSON. */
  static String plain(String text) {
    boolean plain = !text.isEmpty() && text.codePoints().allMatch(RecordText::isHarmless);
    return plain ? text : ascii(new JsonString(text));
  }

  private static boolean isHarmless(int c) {
    return c > ' ' && c < 0x7f && c != '"';
  }

  /** JSON in which all that is not ASCII is escaped: it may turn the direction of text. */
  private static String ascii(JsonValue value) {
    StringBuilder out = new StringBuilder();
    for (char c : CanonicalJson.text(value).toCharArray()) {
      if (c >= ' ' && c < 0x7f) {
        out.append(c);
      } else {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(Character.forDigit(c >> shift & 0xF, 16));
        }
      }
    }
    return out.toString();
  }
}
