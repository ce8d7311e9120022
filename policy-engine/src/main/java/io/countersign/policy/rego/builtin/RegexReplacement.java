package io.countersign.policy.rego.builtin;

import com.google.re2j.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a match is replaced by: text in which {@code $1}, {@code ${1}}, {@code $name} and {@code
 * ${name}} stand for groups, and {@code $$} for a dollar. A name is as long as it can be, and one
 * that no group has stands for nothing.
 */
final class RegexReplacement {
  private static final int NO_GROUP = -1;

  private final List<Part> parts = new ArrayList<>();
  private final String template;
  private final Map<String, Integer> names;
  private int at;

  private sealed interface Part {}

  private record Literal(String text) implements Part {}

  private record Group(int index) implements Part {}

  RegexReplacement(String template, Map<String, Integer> names) {
    this.template = template;
    this.names = names;
    while (at < template.length()) {
      int dollar = template.indexOf('$', at);
      if (dollar != at) {
        int end = dollar < 0 ? template.length() : dollar;
        parts.add(new Literal(template.substring(at, end)));
        at = end;
      } else {
        reference();
      }
    }
  }

  private void reference() {
    if (template.startsWith("$$", at)) {
      parts.add(new Literal("$"));
      at += 2;
      return;
    }
    boolean braces = template.startsWith("${", at);
    int start = at + (braces ? 2 : 1);
    int end = start;
    while (end < template.length() && isNamePart(template.codePointAt(end))) {
      end += Character.charCount(template.codePointAt(end));
    }
    if (end == start || (braces && !template.startsWith("}", end))) {
      parts.add(new Literal("$")); // no name: a dollar as itself
      at++;
      return;
    }
    parts.add(new Group(group(template.substring(start, end))));
    at = end + (braces ? 1 : 0);
  }

  private static boolean isNamePart(int c) {
    return c == '_' || Character.isLetter(c) || Character.isDigit(c);
  }

  private int group(String name) {
    boolean number = name.length() <= 8 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    if (number && (name.length() == 1 || name.charAt(0) != '0')) {
      return Integer.parseInt(name);
    }
    return names.getOrDefault(name, NO_GROUP);
  }

  void appendTo(BoundedText result, String text, Matcher match) {
    for (Part part : parts) {
      switch (part) {
        case Literal literal -> result.append(literal.text());
        case Group(int index) -> {
          if (index >= 0 && index <= match.groupCount() && match.start(index) >= 0) {
            result.append(text, match.start(index), match.end(index));
          }
        }
      }
    }
  }
}
