package io.countersign.service.command;

import io.countersign.log.tlog.LogVerifier;
import java.io.PrintWriter;

/** Says how far a check is, at each full percent, on a line that is written over. */
final class ProgressLine implements LogVerifier.Progress {
  private final PrintWriter err;
  private final String origin;
  private int percent = -1;

  ProgressLine(PrintWriter err, String origin) {
    this.err = err;
    this.origin = origin;
  }

  @Override
  public void checked(long records, long of) {
    int now = (int) (100.0 * records / of);
    if (now > percent) {
      percent = now;
      err.print("\r" + origin + ": " + now + " % of " + of + " records checked");
      err.flush();
    }
  }

  /** Leaves the line, also that of a check that ended early. */
  void end() {
    if (percent >= 0) {
      err.println();
    }
  }
}
