package io.countersign.log.search;

import io.countersign.log.tlog.LogReader;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Looks for an id where its time says that it stands: a UUID of version 7 begins with it (RFC 9562
 * §5.7). Few bundles are read, which matters over a network; that nothing is found says nothing,
 * since records do not quite stand in the order of their times.
 */
final class IdSearch {
  /** How many bundles to look at on either side of the one whose time fits. */
  private static final int AROUND = 2;

  private IdSearch() {}

  /** The query for one id, whatever it is. */
  static RecordQuery query(String id) {
    return new RecordQuery(Map.of(RecordField.ID, List.of(TextPattern.exactly(id))), null, null);
  }

  static Optional<FoundRecord> near(LogReader log, String id) throws IOException {
    Optional<Instant> time = time(id);
    if (time.isEmpty()) {
      return Optional.empty();
    }
    BundleSearch search = new BundleSearch(log, query(id).prepare());
    long fits = lastThatStartsBy(time.get(), search, log.bundles());
    long first = Math.max(0, fits - AROUND);
    for (long bundle = Math.min(log.bundles() - 1, fits + AROUND); bundle >= first; bundle--) {
      BundleSearch.Match match = search.search(bundle).matches().peekFirst();
      if (match != null) {
        return Optional.of(search.verified(match));
      }
    }
    return Optional.empty();
  }

  private static long lastThatStartsBy(Instant time, BundleSearch search, long bundles)
      throws IOException {
    long low = 0;
    long high = bundles - 1;
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      if (search.start(middle).isAfter(time)) {
        high = middle - 1;
      } else {
        low = middle;
      }
    }
    return low;
  }

  private static Optional<Instant> time(String id) {
    try {
      UUID uuid = UUID.fromString(id);
      return uuid.version() == 7
          ? Optional.of(Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
