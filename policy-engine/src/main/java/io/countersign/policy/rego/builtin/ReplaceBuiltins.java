package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts put in the place of others. */
final class ReplaceBuiltins {
  private ReplaceBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("replace", ReplaceBuiltins::replace);
    table.put("strings.replace_n", ReplaceBuiltins::replaceN);
  }

  private static RegoValue replace(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = StringBuiltins.text(context, arguments, 0);
    String old = StringBuiltins.text(context, arguments, 1);
    String replacement = Arguments.string(arguments, 2);
    if (old.isEmpty()) {
      return RegoString.of(replaced(context, text, Map.of(), new Replacement("", replacement)));
    }
    Occurrences occurrences = new Occurrences(text, old, false);
    int found = occurrences.next();
    if (found < 0) {
      return arguments[0];
    }
    BoundedText result = new BoundedText(context);
    int from = 0;
    for (; found >= 0; found = occurrences.next()) {
      context.charge(1);
      result.append(text, from, found).append(replacement);
      from = found + old.length();
    }
    return RegoString.of(result.append(text, from, text.length()).toString());
  }

  /** All patterns at once: what was put in is not looked at again. */
  private static RegoValue replaceN(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoObject patterns = Arguments.object(arguments, 0);
    String text = StringBuiltins.text(context, arguments, 1);
    Map<Character, List<Replacement>> byFirst = new HashMap<>();
    Replacement everywhere = null;
    for (RegoValue key : patterns.keys()) {
      context.charge(1);
      if (!(key instanceof RegoString old)) {
        throw BuiltinException.operand(1, "non-string key found in pattern object");
      }
      if (!(patterns.get(key) instanceof RegoString replacement)) {
        throw BuiltinException.operand(1, "non-string value found in pattern object");
      }
      Replacement pair = new Replacement(old.value(), replacement.value());
      if (pair.old().isEmpty()) {
        everywhere = pair;
      } else {
        byFirst.computeIfAbsent(pair.old().charAt(0), _ -> new ArrayList<>()).add(pair);
      }
    }
    return RegoString.of(replaced(context, text, byFirst, everywhere));
  }

  private record Replacement(String old, String replacement) {}

  /**
   * The text with the first pattern, in the order of the patterns, that matches at each place. The
   * empty one is the very first, and so comes before any other, though never twice at one place.
   */
  private static String replaced(
      EvaluationContext context,
      String text,
      Map<Character, List<Replacement>> byFirst,
      @Nullable Replacement everywhere) {
    BoundedText result = new BoundedText(context);
    int at = 0;
    boolean emptyWasMatched = false;
    while (at <= text.length()) {
      if (everywhere != null && !emptyWasMatched) {
        result.append(everywhere.replacement());
        emptyWasMatched = true;
        continue;
      }
      emptyWasMatched = false;
      if (at == text.length()) {
        break;
      }
      Replacement match =
          match(context, text, at, byFirst.getOrDefault(text.charAt(at), List.of()));
      if (match == null) {
        int codePoint = text.codePointAt(at);
        result.appendCodePoint(codePoint);
        at += Character.charCount(codePoint);
      } else {
        result.append(match.replacement());
        at += match.old().length();
      }
    }
    return result.toString();
  }

  private static @Nullable Replacement match(
      EvaluationContext context, String text, int at, List<Replacement> candidates) {
    for (Replacement candidate : candidates) {
      BoundedText.chargeFor(context, candidate.old().length());
      if (text.startsWith(candidate.old(), at)) {
        return candidate;
      }
    }
    return null;
  }
}
