package io.countersign.log.tlog;

/** What {@link TileLog#append} promises when it returns {@link AppendOutcome#APPENDED}. */
public enum Durability {
  /**
   * The record is in the kernel's page cache: the end of this process, by whatever signal, loses
   * nothing. A loss of power may lose the records that no checkpoint covers yet.
   */
  ORDERED,
  /** The record is on the disk: not even a loss of power loses it. Callers share one force. */
  DURABLE
}
