package io.countersign.decision;

/** Hears of defects that were turned into denials, so that somebody can mend them. */
public interface Incidents {

  void report(DecisionId decision, Throwable defect);
}
