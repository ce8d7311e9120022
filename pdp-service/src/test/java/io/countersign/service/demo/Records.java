package io.countersign.service.demo;

import io.countersign.log.RecordFinder;
import io.countersign.log.tlog.DirectoryTileReader;
import io.countersign.log.tlog.LogReader;
import io.countersign.log.tlog.VerifierKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what the tests decided from the log. */
final class Records {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Records() {}

  /** The record's JSON, as soon as a checkpoint covers it. */
  static String await(Path log, VerifierKey key, @Nullable String decision) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (decision != null && Instant.now().isBefore(end)) {
      LogReader reader = LogReader.open(new DirectoryTileReader(log), key);
      Optional<RecordFinder.Found> found = new RecordFinder(reader).find(decision);
      if (found.isPresent()) {
        return found.get().record();
      }
      Thread.sleep(20);
    }
    throw new AssertionError("no record of " + decision);
  }
}
