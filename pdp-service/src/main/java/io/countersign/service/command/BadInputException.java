package io.countersign.service.command;

/** Somebody gave a command what it cannot use; each line of the message says what to do. */
public final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadInputException(String message) {
    super(message);
  }
}
