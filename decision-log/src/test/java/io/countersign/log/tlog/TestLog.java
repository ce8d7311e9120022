package io.countersign.log.tlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Writes whole logs for the tests of the verifier, and prints what it says. */
final class TestLog {
  private TestLog() {}

  /** A log of {@code size} records with these numbers; returns its directory. */
  static Path write(Path folder, int size, IntUnaryOperator numbers)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    try (TileLog log = TileLog.open(Logs.options(folder))) {
      for (int i = 0; i < size; i++) {
        Logs.append(log, Logs.record(numbers.applyAsInt(i)));
      }
    }
    return folder.resolve("log");
  }

  /** Each fault as its kind, its file, and the first and last of its records. */
  static List<String> faults(Verification.Broken broken) {
    return broken.faults().stream().map(TestLog::fault).toList();
  }

  private static String fault(Fault fault) {
    String place = fault.kind().label() + " " + fault.where();
    Fault.Span records = fault.records();
    if (records == null) {
      return place;
    }
    return records.first() == records.last()
        ? place + " " + records.first()
        : place + " " + records.first() + "-" + records.last();
  }
}
