package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.Construction;
import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** Strings: places and lengths count code points. */
final class StringBuiltins {
  private StringBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("concat", StringBuiltins::concat);
    table.put("contains", StringBuiltins::contains);
    table.put("startswith", StringBuiltins::startsWith);
    table.put("endswith", StringBuiltins::endsWith);
    table.put("indexof", StringBuiltins::indexOf);
    table.put("indexof_n", StringBuiltins::indexOfN);
    table.put("lower", StringBuiltins::lower);
    table.put("upper", StringBuiltins::upper);
    table.put("split", StringBuiltins::split);
    table.put("strings.split_n", StringBuiltins::splitN);
    table.put("substring", StringBuiltins::substring);
    table.put("strings.count", StringBuiltins::count);
    table.put("strings.reverse", StringBuiltins::reverse);
    table.put(
        "strings.any_prefix_match", (context, arguments) -> anyMatch(context, arguments, false));
    table.put(
        "strings.any_suffix_match", (context, arguments) -> anyMatch(context, arguments, true));
    TrimBuiltins.register(table);
    ReplaceBuiltins.register(table);
  }

  /** A string, and the work of reading it once. */
  static String text(EvaluationContext context, RegoValue[] arguments, int index)
      throws BuiltinException {
    String text = Arguments.string(arguments, index);
    BoundedText.chargeFor(context, text.length());
    return text;
  }

  private static RegoValue concat(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String delimiter = Arguments.string(arguments, 0);
    if (!(arguments[1] instanceof RegoArray) && !(arguments[1] instanceof RegoSet)) {
      throw Arguments.wrongType(arguments, 1, "set", "array");
    }
    List<String> parts = Arguments.strings(arguments, 1);
    context.charge(parts.size());
    BoundedText joined = new BoundedText(context);
    boolean first = true;
    for (String part : parts) {
      if (!first) {
        joined.append(delimiter);
      }
      first = false;
      joined.append(part);
    }
    return RegoString.of(joined.toString());
  }

  private static RegoValue contains(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = text(context, arguments, 0);
    return RegoBoolean.of(Occurrences.first(text, text(context, arguments, 1)) >= 0);
  }

  private static RegoValue startsWith(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = Arguments.string(arguments, 0);
    return RegoBoolean.of(text.startsWith(text(context, arguments, 1)));
  }

  private static RegoValue endsWith(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = Arguments.string(arguments, 0);
    return RegoBoolean.of(text.endsWith(text(context, arguments, 1)));
  }

  private static RegoValue indexOf(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = text(context, arguments, 0);
    int found = Occurrences.first(text, sought(context, arguments));
    return RegoNumber.of(found < 0 ? -1 : text.codePointCount(0, found));
  }

  private static RegoValue indexOfN(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = text(context, arguments, 0);
    Occurrences occurrences = new Occurrences(text, sought(context, arguments), true);
    RegoArray places = Construction.array(4);
    int place = 0;
    int counted = 0;
    for (int found = occurrences.next(); found >= 0; found = occurrences.next()) {
      context.charge(1);
      place += text.codePointCount(counted, found);
      counted = found;
      Construction.append(places, RegoNumber.of(place));
    }
    return places;
  }

  private static String sought(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String sought = text(context, arguments, 1);
    if (sought.isEmpty()) {
      throw BuiltinException.of("empty search character");
    }
    return sought;
  }

  private static RegoValue lower(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    text(context, arguments, 0);
    return mapped((RegoString) arguments[0], Character::toLowerCase);
  }

  private static RegoValue upper(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    text(context, arguments, 0);
    return mapped((RegoString) arguments[0], Character::toUpperCase);
  }

  /** Code point by code point, as Go does: "ß" stays one letter, and no neighbour matters. */
  private static RegoString mapped(RegoString string, IntUnaryOperator map) {
    String text = string.value();
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      if (map.applyAsInt(codePoint) != codePoint) {
        StringBuilder changed = new StringBuilder(text.length()).append(text, 0, at);
        text.substring(at).codePoints().map(map).forEach(changed::appendCodePoint);
        return RegoString.of(changed.toString());
      }
      at += Character.charCount(codePoint);
    }
    return string;
  }

  private static RegoValue split(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return strings(
        parts(context, text(context, arguments, 0), text(context, arguments, 1), Long.MAX_VALUE));
  }

  /** The first parts, or the last ones where the number is negative; what is beyond is left out. */
  private static RegoValue splitN(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = text(context, arguments, 0);
    String delimiter = text(context, arguments, 1);
    long wanted = Arguments.wholeNumber(arguments, 2);
    if (wanted >= 0) {
      return strings(parts(context, text, delimiter, wanted));
    }
    List<String> parts = parts(context, text, delimiter, Long.MAX_VALUE);
    return strings(parts.subList((int) Math.max(0, parts.size() + wanted), parts.size()));
  }

  private static List<String> parts(
      EvaluationContext context, String text, String delimiter, long most) {
    List<String> parts = new ArrayList<>();
    if (delimiter.isEmpty()) {
      for (int at = 0; at < text.length() && parts.size() < most; ) {
        context.charge(1);
        int next = text.offsetByCodePoints(at, 1);
        parts.add(text.substring(at, next));
        at = next;
      }
      return parts;
    }
    Occurrences delimiters = new Occurrences(text, delimiter, false);
    int from = 0;
    while (parts.size() < most) {
      context.charge(1);
      int found = delimiters.next();
      parts.add(text.substring(from, found < 0 ? text.length() : found));
      if (found < 0) {
        break;
      }
      from = found + delimiter.length();
    }
    return parts;
  }

  static RegoArray strings(List<String> strings) {
    RegoArray array = Construction.array(strings.size());
    for (String string : strings) {
      Construction.append(array, RegoString.of(string));
    }
    return array;
  }

  private static RegoValue substring(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = text(context, arguments, 0);
    long offset = Arguments.wholeNumber(arguments, 1);
    long length = Arguments.wholeNumber(arguments, 2);
    if (offset < 0) {
      throw BuiltinException.of("negative offset");
    }
    int size = text.codePointCount(0, text.length());
    if (offset >= size) {
      return RegoString.EMPTY;
    }
    int from = text.offsetByCodePoints(0, (int) offset);
    int to =
        length < 0 || length >= size - offset
            ? text.length()
            : text.offsetByCodePoints(from, (int) length);
    return from == 0 && to == text.length()
        ? arguments[0]
        : RegoString.of(text.substring(from, to));
  }

  /** An empty text is found before every code point, and at the end. */
  private static RegoValue count(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = text(context, arguments, 0);
    String sought = text(context, arguments, 1);
    if (sought.isEmpty()) {
      return RegoNumber.of(text.codePointCount(0, text.length()) + 1L);
    }
    Occurrences occurrences = new Occurrences(text, sought, false);
    long count = 0;
    while (occurrences.next() >= 0) {
      count++;
    }
    return RegoNumber.of(count);
  }

  private static RegoValue reverse(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return RegoString.of(reversed(text(context, arguments, 0)));
  }

  private static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  private static RegoValue anyMatch(
      EvaluationContext context, RegoValue[] arguments, boolean suffixes) throws BuiltinException {
    String[] texts = oneOrMore(context, arguments, 0);
    String[] affixes = oneOrMore(context, arguments, 1);
    if (texts.length == 1) {
      String text = texts[0];
      return RegoBoolean.of(
          Arrays.stream(affixes)
              .anyMatch(affix -> suffixes ? text.endsWith(affix) : text.startsWith(affix)));
    }
    if (suffixes) {
      Arrays.setAll(texts, i -> reversed(texts[i]));
      Arrays.setAll(affixes, i -> reversed(affixes[i]));
    }
    // Those that begin with a prefix come right after it, so the first one tells.
    Arrays.sort(texts);
    for (String prefix : affixes) {
      int at = Arrays.binarySearch(texts, prefix);
      int next = at >= 0 ? at : -at - 1;
      if (next < texts.length && texts[next].startsWith(prefix)) {
        return RegoBoolean.TRUE;
      }
    }
    return RegoBoolean.FALSE;
  }

  private static String[] oneOrMore(EvaluationContext context, RegoValue[] arguments, int index)
      throws BuiltinException {
    String[] strings =
        switch (arguments[index]) {
          case RegoString string -> new String[] {string.value()};
          case RegoArray _, RegoSet _ -> Arguments.strings(arguments, index).toArray(String[]::new);
          default -> throw Arguments.wrongType(arguments, index, "string", "set", "array");
        };
    for (String string : strings) {
      BoundedText.chargeFor(context, string.length());
    }
    return strings;
  }
}
