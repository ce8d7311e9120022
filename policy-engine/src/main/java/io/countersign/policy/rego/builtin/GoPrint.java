package io.countersign.policy.rego.builtin;

import java.util.List;

/** Values one after the other, as Go's {@code fmt.Sprint} and {@code fmt.Sprintln} write them. */
final class GoPrint {
  private GoPrint() {}

  /** With a space between two values of which neither is a text. */
  static void print(BoundedText out, List<GoValue> values) {
    boolean afterText = true;
    for (GoValue value : values) {
      boolean isText = value instanceof GoValue.Text;
      if (!isText && !afterText) {
        out.append(' ');
      }
      new GoVerb(out).print(value, 'v');
      afterText = isText;
    }
  }

  /** With a space between any two values, and a line break after the last. */
  static void printLine(BoundedText out, List<GoValue> values) {
    String separator = "";
    for (GoValue value : values) {
      out.append(separator);
      new GoVerb(out).print(value, 'v');
      separator = " ";
    }
    out.append('\n');
  }
}
