package io.countersign.log.tlog;

import java.util.List;

/** What checking a log found. */
public sealed interface Verification {
  /**
   * Every record, tile and signature is right.
   *
   * @param size number of records
   * @param root the tree's hash
   */
  record Verified(long size, Hash root) implements Verification {}

  /**
   * Something is wrong.
   *
   * @param faults at least one and at most {@link LogVerifier#MAX_FAULTS}, those of the log as a
   *     whole first, then by the place of the record
   * @param more whether the check was ended before it had found everything
   */
  record Broken(List<Fault> faults, boolean more) implements Verification {
    /** Copies the list. */
    public Broken {
      if (faults.isEmpty()) {
        throw new IllegalArgumentException("a broken log has a fault");
      }
      faults = List.copyOf(faults);
    }

    /** The first fault. */
    public Fault first() {
      return faults.getFirst();
    }
  }
}
