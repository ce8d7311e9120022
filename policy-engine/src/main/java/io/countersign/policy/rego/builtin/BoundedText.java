package io.countersign.policy.rego.builtin;

/** A text under construction: every character is accounted for, and there are only so many. */
final class BoundedText {
  /** How many characters a text made by a built-in function may have. */
  static final int MAX_LENGTH = 16 << 20;

  private static final int CHARACTERS_OF_A_STEP = 8;

  private final EvaluationContext context;
  private final StringBuilder text = new StringBuilder();
  private int charged;

  BoundedText(EvaluationContext context) {
    this.context = context;
  }

  /** Accounts for a look at every character of a text. */
  static void chargeFor(EvaluationContext context, long length) {
    context.charge(1 + length / CHARACTERS_OF_A_STEP);
  }

  BoundedText append(String part) {
    return append(part, 0, part.length());
  }

  BoundedText append(String part, int from, int to) {
    room(to - from);
    text.append(part, from, to);
    return this;
  }

  BoundedText append(char c) {
    room(1);
    text.append(c);
    return this;
  }

  BoundedText appendCodePoint(int codePoint) {
    room(2);
    text.appendCodePoint(codePoint);
    return this;
  }

  /** Appends a character again and again. */
  BoundedText fill(char c, int times) {
    if (times > 0) {
      room(times);
      text.repeat(c, times);
    }
    return this;
  }

  /** Makes sure that so many more characters may be written. */
  void reserve(int more) {
    if (text.length() + (long) more > MAX_LENGTH) {
      throw tooLong();
    }
  }

  int length() {
    return text.length();
  }

  private void room(int more) {
    reserve(more);
    int length = text.length() + more;
    int steps = length / CHARACTERS_OF_A_STEP;
    if (steps > charged) {
      context.charge(steps - charged);
      charged = steps;
    }
  }

  private static EvaluationLimitException tooLong() {
    return new EvaluationLimitException("makes a text of more than " + MAX_LENGTH + " characters");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
