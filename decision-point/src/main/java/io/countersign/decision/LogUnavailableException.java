package io.countersign.decision;

import org.jspecify.annotations.Nullable;

/**
 * The decision log cannot take a record: the disk is full, the writer is behind, the log closed.
 */
public final class LogUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  public LogUnavailableException(String message) {
    super(message);
  }

  public LogUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
