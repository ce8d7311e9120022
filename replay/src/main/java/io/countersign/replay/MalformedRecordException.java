package io.countersign.replay;

/** A record that cannot be replayed because it is not what records are; the message says what. */
final class MalformedRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedRecordException(String message) {
    super(message);
  }
}
