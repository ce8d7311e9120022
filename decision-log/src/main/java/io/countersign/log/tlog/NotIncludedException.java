package io.countersign.log.tlog;

import java.io.IOException;

/** A record that the log gave is not what its signed checkpoint covers: it was changed. */
public final class NotIncludedException extends IOException {
  private static final long serialVersionUID = 1L;

  NotIncludedException(String message) {
    super(message);
  }
}
