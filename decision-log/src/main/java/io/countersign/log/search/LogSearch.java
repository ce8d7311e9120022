package io.countersign.log.search;

import io.countersign.log.tlog.LogReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Finds records by reading logs from their ends, without an index: what it says is what the logs
 * say. That a record is shown is proved; that none was left out is what {@link
 * io.countersign.log.tlog.LogVerifier} proves.
 */
public final class LogSearch {
  private final List<LogReader> logs;
  private final int threads;

  /** A search of logs, as their checkpoints were when they were opened. */
  public LogSearch(List<LogReader> logs) {
    this(logs, Math.max(2, Runtime.getRuntime().availableProcessors()));
  }

  LogSearch(List<LogReader> logs, int threads) {
    this.logs = List.copyOf(logs);
    this.threads = threads;
  }

  /** Takes what is found. */
  @FunctionalInterface
  public interface Taker {
    /** Takes one record. */
    void take(FoundRecord found) throws IOException;
  }

  /**
   * Finds records, the newest of all logs first; records of one log keep its order.
   *
   * @param limit how many to find at most
   * @param taker gets each as soon as it is found
   * @return how many were found
   * @throws IOException when a log cannot be read, or a record is not what its checkpoint covers
   */
  public long find(RecordQuery query, long limit, Taker taker) throws IOException {
    RecordQuery.Prepared prepared = query.prepare();
    // As many bundles are in memory at once, whatever the number of logs; each has two at least.
    int ahead = Math.max(2, 2 * threads / Math.max(1, logs.size()));
    long found = 0;
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      try {
        List<LogScan> scans =
            logs.stream()
                .map(log -> new LogScan(new BundleSearch(log, prepared), workers, ahead))
                .toList();
        while (found < limit) {
          LogScan newest = newest(scans);
          if (newest == null) {
            break;
          }
          taker.take(newest.take());
          found++;
        }
      } finally {
        workers.shutdownNow();
      }
    }
    return found;
  }

  /**
   * The record with an id.
   *
   * @throws IOException when a log cannot be read, or the record is not what its checkpoint covers
   */
  public Optional<FoundRecord> byId(String id) throws IOException {
    for (LogReader log : logs) {
      Optional<FoundRecord> found = IdSearch.near(log, id);
      if (found.isPresent()) {
        return found;
      }
    }
    List<FoundRecord> found = new ArrayList<>();
    find(IdSearch.query(id), 1, found::add);
    return found.stream().findFirst();
  }

  private static @Nullable LogScan newest(List<LogScan> scans) throws IOException {
    LogScan newest = null;
    Instant time = Instant.MIN;
    for (LogScan scan : scans) {
      BundleSearch.Match match = scan.peek();
      if (match != null && (newest == null || match.time().isAfter(time))) {
        newest = scan;
        time = match.time();
      }
    }
    return newest;
  }
}
