package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.JsonText;
import io.countersign.policy.rego.value.RegoValue;

/** JSON text byte for byte as OPA's programs write it, where a signature covers the bytes. */
final class CompactJson {
  private CompactJson() {}

  /** Like {@link JsonText}, with the characters that HTML gives a meaning escaped. */
  static String of(RegoValue value) {
    String text = JsonText.of(value);
    StringBuilder out = new StringBuilder(text.length());
    // Outside strings none of these occurs, so the text need not be parsed.
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.append("\\u003c");
        case '>' -> out.append("\\u003e");
        case '&' -> out.append("\\u0026");
        case '\u2028' -> out.append("\\u2028");
        case '\u2029' -> out.append("\\u2029");
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
