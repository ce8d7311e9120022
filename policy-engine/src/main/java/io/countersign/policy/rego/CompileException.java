package io.countersign.policy.rego;

import org.jspecify.annotations.Nullable;

/** What was to be evaluated cannot be; the message says why in one line and what to do. */
public final class CompileException extends Exception {
  private static final long serialVersionUID = 1L;

  public CompileException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public CompileException(String message) {
    this(message, null);
  }
}
