package io.countersign.log.tlog;

import java.io.IOException;

/** A log that cannot be opened; the message is one line that says what is wrong and what to do. */
public final class LogOpenException extends IOException {
  private static final long serialVersionUID = 1L;

  LogOpenException(String message) {
    super(message);
  }

  LogOpenException(String message, IOException cause) {
    super(message, cause);
  }
}
