package io.countersign.decision;

/** Where decisions are recorded. Implementations are safe for use by many threads. */
public interface DecisionLog {

  /**
   * Records a decision.
   *
   * <p>MUST NOT return before the record is in the file: whoever sees the answer may kill the
   * process, and the record is there. A durable log also waits until the disk has it.
   *
   * @throws LogUnavailableException when the record is not written and never will be
   */
  void append(DecisionRecord record) throws LogUnavailableException;
}
