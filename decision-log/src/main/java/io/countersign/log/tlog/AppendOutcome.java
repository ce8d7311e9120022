package io.countersign.log.tlog;

/** What became of a record. Only {@link #APPENDED} lets an answer leave. */
public enum AppendOutcome {
  /** The record is in the log, as {@link Durability} promises. */
  APPENDED("the record is in the log"),
  /** The record was not written: it is empty or longer than 65,535 bytes. */
  REFUSED_SIZE("a record has 1 to 65535 bytes"),
  /** The record was not written: the disk is slower than the requests. */
  BACK_PRESSURE("the log's writer is behind; it catches up by itself"),
  /** The record was not written: the log's files cannot be written, as when the disk is full. */
  DISK_UNAVAILABLE("the log's files cannot be written; free space on its disk"),
  /** The record may or may not be in the log: the disk did not confirm it in time. */
  TIMED_OUT("the disk did not confirm the record in time"),
  /** The record was not written: the log is closed. */
  CLOSED("the log is closed"),
  /** The record may or may not be in the log; nothing can be appended until a restart. */
  FAILED("the log failed and takes no more records; see its failure and restart");

  private final String explanation;

  AppendOutcome(String explanation) {
    this.explanation = explanation;
  }

  /** One line for the operator. */
  public String explanation() {
    return explanation;
  }
}
