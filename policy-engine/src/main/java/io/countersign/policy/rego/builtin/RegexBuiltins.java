package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.Construction;
import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Regular expressions and globs. */
final class RegexBuiltins {
  private RegexBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("regex.is_valid", RegexBuiltins::isValid);
    table.put("regex.match", RegexBuiltins::match);
    table.put("re_match", RegexBuiltins::match);
    table.put("regex.split", RegexBuiltins::split);
    table.put("regex.find_n", RegexBuiltins::find);
    table.put("regex.find_all_string_submatch_n", RegexBuiltins::findGroups);
    table.put("regex.replace", RegexBuiltins::replace);
    table.put("regex.template_match", RegexBuiltins::templateMatch);
    GlobBuiltins.register(table);
  }

  private static RegoValue isValid(EvaluationContext context, RegoValue[] arguments) {
    if (!(arguments[0] instanceof RegoString pattern)) {
      return RegoBoolean.FALSE;
    }
    try {
      Regex.of(context, pattern.value());
      return RegoBoolean.TRUE;
    } catch (BuiltinException e) {
      return RegoBoolean.FALSE;
    }
  }

  private static RegoValue match(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String pattern = Arguments.string(arguments, 0);
    String text = StringBuiltins.text(context, arguments, 1);
    return RegoBoolean.of(Regex.of(context, pattern).find(context, text));
  }

  private static RegoValue split(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String pattern = Arguments.string(arguments, 0);
    String text = StringBuiltins.text(context, arguments, 1);
    Regex regex = Regex.of(context, pattern);
    if (text.isEmpty() && !pattern.isEmpty()) {
      return RegoArray.of(arguments[1]);
    }
    List<String> parts = new ArrayList<>();
    int[] lastMatch = {0, 0};
    regex.findAll(
        context,
        text,
        -1,
        match -> {
          // Nothing is before an empty match at the very beginning.
          if (match.end() > 0) {
            parts.add(text.substring(lastMatch[1], match.start()));
          }
          lastMatch[0] = match.start();
          lastMatch[1] = match.end();
        });
    if (lastMatch[0] != text.length()) {
      parts.add(text.substring(lastMatch[1]));
    }
    return StringBuiltins.strings(parts);
  }

  private static RegoValue find(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String pattern = Arguments.string(arguments, 0);
    String text = StringBuiltins.text(context, arguments, 1);
    long most = Arguments.wholeNumber(arguments, 2);
    RegoArray found = Construction.array(4);
    Regex.of(context, pattern)
        .findAll(
            context,
            text,
            most,
            match ->
                Construction.append(
                    found, RegoString.of(text.substring(match.start(), match.end()))));
    return found;
  }

  /** Each match and its groups; a group that took no part is empty. */
  private static RegoValue findGroups(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String pattern = Arguments.string(arguments, 0);
    String text = StringBuiltins.text(context, arguments, 1);
    long most = Arguments.wholeNumber(arguments, 2);
    RegoArray found = Construction.array(4);
    Regex.of(context, pattern)
        .findAll(
            context,
            text,
            most,
            match -> {
              int groups = match.groupCount();
              context.charge(groups);
              RegoArray parts = Construction.array(groups + 1);
              for (int i = 0; i <= groups; i++) {
                int start = match.start(i);
                Construction.append(
                    parts,
                    start < 0
                        ? RegoString.EMPTY
                        : RegoString.of(text.substring(start, match.end(i))));
              }
              Construction.append(found, parts);
            });
    return found;
  }

  private static RegoValue replace(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = StringBuiltins.text(context, arguments, 0);
    String pattern = Arguments.string(arguments, 1);
    String template = StringBuiltins.text(context, arguments, 2);
    Regex regex = Regex.of(context, pattern);
    RegexReplacement replacement = new RegexReplacement(template, regex.namedGroups());
    BoundedText result = new BoundedText(context);
    int[] copied = {0};
    regex.findAll(
        context,
        text,
        -1,
        match -> {
          result.append(text, copied[0], match.start());
          replacement.appendTo(result, text, match);
          copied[0] = match.end();
        });
    return RegoString.of(result.append(text, copied[0], text.length()).toString());
  }

  private static RegoValue templateMatch(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String template = StringBuiltins.text(context, arguments, 0);
    String text = StringBuiltins.text(context, arguments, 1);
    char start = delimiter(arguments, 2, "start");
    char end = delimiter(arguments, 3, "end");
    String pattern = RegexTemplate.pattern(context, template, start, end);
    return RegoBoolean.of(Regex.of(context, pattern).find(context, text));
  }

  private static char delimiter(RegoValue[] arguments, int index, String name)
      throws BuiltinException {
    String delimiter = Arguments.string(arguments, index);
    if (delimiter.length() != 1 || delimiter.charAt(0) >= 0x80) {
      throw BuiltinException.of(
          name
              + " delimiter has to be exactly one character long but is "
              + delimiter.length()
              + " long");
    }
    return delimiter.charAt(0);
  }
}
