package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.BitSet;
import java.util.Map;
import java.util.function.IntPredicate;

/** What is cut off the ends of strings. */
final class TrimBuiltins {
  private TrimBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("trim", (context, arguments) -> cut(context, arguments, true, true));
    table.put("trim_left", (context, arguments) -> cut(context, arguments, true, false));
    table.put("trim_right", (context, arguments) -> cut(context, arguments, false, true));
    table.put("trim_space", TrimBuiltins::space);
    table.put("trim_prefix", TrimBuiltins::prefix);
    table.put("trim_suffix", TrimBuiltins::suffix);
  }

  /** The second argument is a set of code points. */
  private static RegoValue cut(
      EvaluationContext context, RegoValue[] arguments, boolean left, boolean right)
      throws BuiltinException {
    StringBuiltins.text(context, arguments, 0);
    BitSet cut = new BitSet();
    StringBuiltins.text(context, arguments, 1).codePoints().forEach(cut::set);
    return without((RegoString) arguments[0], cut::get, left, right);
  }

  private static RegoValue space(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    StringBuiltins.text(context, arguments, 0);
    return without((RegoString) arguments[0], TrimBuiltins::isSpace, true, true);
  }

  /** Unicode's property White_Space. */
  private static boolean isSpace(int codePoint) {
    return (codePoint >= '\t' && codePoint <= '\r')
        || codePoint == 0x85
        || Character.isSpaceChar(codePoint);
  }

  private static RegoValue without(
      RegoString string, IntPredicate cut, boolean left, boolean right) {
    String text = string.value();
    int from = 0;
    int to = text.length();
    while (left && from < to && cut.test(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (right && to > from && cut.test(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return part(string, from, to);
  }

  private static RegoValue prefix(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = StringBuiltins.text(context, arguments, 0);
    String prefix = Arguments.string(arguments, 1);
    return part(
        (RegoString) arguments[0], text.startsWith(prefix) ? prefix.length() : 0, text.length());
  }

  private static RegoValue suffix(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = StringBuiltins.text(context, arguments, 0);
    String suffix = Arguments.string(arguments, 1);
    return part(
        (RegoString) arguments[0],
        0,
        text.length() - (text.endsWith(suffix) ? suffix.length() : 0));
  }

  private static RegoString part(RegoString string, int from, int to) {
    String text = string.value();
    return from == 0 && to == text.length() ? string : RegoString.of(text.substring(from, to));
  }
}
