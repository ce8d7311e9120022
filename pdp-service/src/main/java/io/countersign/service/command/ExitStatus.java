package io.countersign.service.command;

/** What a command's exit status means. */
final class ExitStatus {
  static final int DONE = 0;

  /** The thing asked about is not true: a verification failed. */
  static final int NOT_SO = 1;

  /** Usage or bad input. */
  static final int BAD_INPUT = 2;

  /** The command could not run. */
  static final int COULD_NOT_RUN = 3;

  private ExitStatus() {}
}
