package io.countersign.log.tlog;

import java.io.IOException;

/** A file of a log that is longer or shorter than its format allows. */
public final class FileLengthException extends IOException {
  private static final long serialVersionUID = 1L;
  private final String reason;

  /**
   * Names the file and what is wrong.
   *
   * @param reason without the file's name
   */
  public FileLengthException(String path, String reason) {
    super(path + ": " + reason);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
