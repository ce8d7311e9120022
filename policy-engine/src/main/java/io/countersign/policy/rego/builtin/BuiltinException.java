package io.countersign.policy.rego.builtin;

/** A built-in function that could not give a value; it makes the call undefined unless strict. */
public final class BuiltinException extends Exception {
  private static final long serialVersionUID = 1L;

  /** OPA's two codes. */
  public enum Kind {
    /** An argument of the wrong kind. */
    TYPE,
    /** Anything else that is wrong with an argument. */
    BUILTIN
  }

  private final Kind kind;

  private BuiltinException(Kind kind, String message) {
    // Without a stack trace: policies use such errors as "undefined", again and again.
    super(message, null, false, false);
    this.kind = kind;
  }

  /** An argument that is of the right kind but means nothing; the message is what OPA says. */
  public static BuiltinException of(String message) {
    return new BuiltinException(Kind.BUILTIN, message);
  }

  /** {@code operand 1 must be …}: an argument of the wrong kind. */
  public static BuiltinException operand(int position, String message) {
    return new BuiltinException(Kind.TYPE, "operand " + position + " " + message);
  }

  /** Arguments that are of the wrong kinds together, which no position tells. */
  public static BuiltinException typeMismatch(String message) {
    return new BuiltinException(Kind.TYPE, message);
  }

  public Kind kind() {
    return kind;
  }
}
