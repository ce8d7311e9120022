package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoString;

/** Text with regular expressions between delimiters, as a regular expression of its own. */
final class RegexTemplate {
  private static final String META = "\\.+*?()|[]{}^$";

  private RegexTemplate() {}

  /**
   * The regular expression that the whole text has to match.
   *
   * @throws BuiltinException when delimiters are unbalanced, or a part is no regular expression
   */
  static String pattern(EvaluationContext context, String template, char start, char end)
      throws BuiltinException {
    StringBuilder pattern = new StringBuilder("^");
    int level = 0;
    int opened = 0;
    int done = 0;
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c == start) {
        if (++level == 1) {
          opened = i;
        }
      } else if (c == end && --level == 0) {
        String part = template.substring(opened + 1, i);
        Regex.of(context, "^" + part + "$"); // complete by itself, not only among its neighbours
        quote(template.substring(done, opened), pattern);
        pattern.append('(').append(part).append(')');
        done = i + 1;
      }
      if (level < 0) {
        break;
      }
    }
    if (level != 0) {
      throw BuiltinException.of("unbalanced braces in " + RegoString.of(template));
    }
    quote(template.substring(done), pattern);
    return pattern.append('$').toString();
  }

  private static void quote(String text, StringBuilder pattern) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (META.indexOf(c) >= 0) {
        pattern.append('\\');
      }
      pattern.append(c);
    }
  }
}
