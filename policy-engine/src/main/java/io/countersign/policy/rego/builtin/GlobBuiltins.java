package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNull;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.Map;

/** Globs, and the regular expressions in the style of globs that can be compared. */
final class GlobBuiltins {
  private static final PatternCache<Key, Glob> CACHE = new PatternCache<>();
  private static final String META = "*?\\[]{}";

  private record Key(String pattern, String delimiters) {}

  private GlobBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("glob.match", GlobBuiltins::match);
    table.put("glob.quote_meta", GlobBuiltins::quoteMeta);
    table.put("regex.globs_match", GlobBuiltins::globsMatch);
  }

  private static RegoValue match(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String pattern = Arguments.string(arguments, 0);
    String delimiters = delimiters(context, arguments);
    String text = StringBuiltins.text(context, arguments, 2);
    Key key = new Key(pattern, delimiters);
    Glob glob = CACHE.get(key);
    if (glob == null) {
      glob = Glob.compile(context, pattern, delimiters);
      CACHE.put(key, glob, pattern.length() + delimiters.length());
    }
    return RegoBoolean.of(glob.matches(context, text));
  }

  /** None for null, a dot for an empty array. */
  private static String delimiters(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    if (arguments[1] instanceof RegoNull) {
      return "";
    }
    if (!(arguments[1] instanceof RegoArray array)) {
      throw Arguments.wrongType(arguments, 1, "array", "null");
    }
    context.charge(array.size());
    StringBuilder delimiters = new StringBuilder();
    for (RegoValue element : array) {
      if (!(element instanceof RegoString string)) {
        throw Arguments.wrongElement(arguments, 1, element, "string");
      }
      String text = string.value();
      if (text.isEmpty() || text.length() != Character.charCount(text.codePointAt(0))) {
        throw Arguments.wrongElement(arguments, 1, element, "rune");
      }
      delimiters.append(text);
    }
    return array.isEmpty() ? "." : delimiters.toString();
  }

  private static RegoValue quoteMeta(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = StringBuiltins.text(context, arguments, 0);
    BoundedText quoted = new BoundedText(context);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (META.indexOf(c) >= 0) {
        quoted.append('\\');
      }
      quoted.append(c);
    }
    return RegoString.of(quoted.toString());
  }

  private static RegoValue globsMatch(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String a = StringBuiltins.text(context, arguments, 0);
    String b = StringBuiltins.text(context, arguments, 1);
    return RegoBoolean.of(
        new GlobIntersection(context, GlobToken.tokens(a), GlobToken.tokens(b)).exists());
  }
}
