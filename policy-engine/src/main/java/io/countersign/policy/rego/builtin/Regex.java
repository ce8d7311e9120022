package io.countersign.policy.rego.builtin;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Map;

/**
 * A compiled regular expression of RE2's syntax, matched in time linear in the text. Every
 * character that the matcher looks at is accounted for, so that even a large expression on a long
 * text ends where the evaluation's limits are.
 */
final class Regex {
  private static final PatternCache<String, Regex> CACHE = new PatternCache<>();

  /** How many instructions, each looking at one character, are one step. */
  private static final int INSTRUCTIONS_OF_A_STEP = 32;

  private final Pattern pattern;

  private Regex(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * Compiles a pattern, or gives the one that was compiled before.
   *
   * @throws BuiltinException when the text is no regular expression, or too large a one
   */
  static Regex of(EvaluationContext context, String pattern) throws BuiltinException {
    Regex known = CACHE.get(pattern);
    if (known != null) {
      return known;
    }
    context.charge(100 + 16L * pattern.length());
    RegexSource.check(pattern);
    Regex compiled;
    try {
      compiled = new Regex(Pattern.compile(pattern));
    } catch (PatternSyntaxException e) {
      throw BuiltinException.of(String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      throw tooDeep();
    }
    context.charge(compiled.pattern.programSize());
    CACHE.put(pattern, compiled, compiled.pattern.programSize());
    return compiled;
  }

  Map<String, Integer> namedGroups() {
    return pattern.namedGroups();
  }

  /** Whether the pattern is found anywhere. */
  boolean find(EvaluationContext context, String text) {
    CountedText counted = new CountedText(context, text, pattern.programSize());
    boolean found = find(pattern.matcher(counted), 0);
    counted.settle();
    return found;
  }

  private static boolean find(Matcher matcher, int from) {
    try {
      return matcher.find(from);
    } catch (StackOverflowError e) {
      throw tooDeep();
    }
  }

  /**
   * RE2/J descends where an expression has many parts that may be missing. {@link RegexSource}
   * allows only what a usual stack has room for; on one that is nearly full it ends here.
   */
  private static EvaluationLimitException tooDeep() {
    return new EvaluationLimitException("needs a deeper stack for a regular expression");
  }

  /** What is done with a match: groups count from 1, the whole match is group 0. */
  @FunctionalInterface
  interface Action {
    void match(Matcher match);
  }

  /**
   * Finds one match after the other, as Go does: an empty match right after another is none.
   *
   * @param most how many matches are wanted; negative for all
   */
  void findAll(EvaluationContext context, String text, long most, Action action) {
    CountedText counted = new CountedText(context, text, pattern.programSize());
    Matcher matcher = pattern.matcher(counted);
    int at = 0;
    int previousEnd = -1;
    long left = most < 0 ? Long.MAX_VALUE : most;
    while (left > 0 && at <= text.length() && find(matcher, at)) {
      context.charge(1);
      int start = matcher.start();
      int end = matcher.end();
      if (end > at || start != previousEnd) {
        action.match(matcher);
        left--;
      }
      previousEnd = end;
      if (end > at) {
        at = end;
      } else {
        at += at < text.length() ? Character.charCount(text.codePointAt(at)) : 1;
      }
    }
    counted.settle();
  }

  /** A text that accounts for every look at one of its characters. */
  private static final class CountedText implements CharSequence {
    private static final long UNSETTLED = 1L << 16;

    private final EvaluationContext context;
    private final String text;
    private final int weight;
    private long looks;

    CountedText(EvaluationContext context, String text, int weight) {
      this.context = context;
      this.text = text;
      this.weight = weight;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      looks += weight;
      if (looks >= UNSETTLED) {
        settle();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }

    void settle() {
      context.charge(1 + looks / INSTRUCTIONS_OF_A_STEP);
      looks = 0;
    }
  }
}
