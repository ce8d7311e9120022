package io.countersign.log;

import io.countersign.log.search.LogSearch;
import io.countersign.log.tlog.LogReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds single records of one log. */
public final class RecordFinder {
  private final LogSearch search;

  /** A search of {@code log}, as its checkpoint was when it was opened. */
  public RecordFinder(LogReader log) {
    this.search = new LogSearch(List.of(log));
  }

  /**
   * A record that is in the log: its inclusion under the signed checkpoint was verified.
   *
   * @param index its place in the log
   * @param record its canonical bytes as text
   */
  public record Found(long index, String record) {}

  /**
   * The record with an id.
   *
   * @throws IOException when the log cannot be read, or a record is not what the checkpoint covers
   */
  public Optional<Found> find(String id) throws IOException {
    return search.byId(id).map(found -> new Found(found.index(), found.text()));
  }
}
