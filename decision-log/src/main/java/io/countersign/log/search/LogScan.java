package io.countersign.log.search;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.log.tlog.EntryBundle;
import io.countersign.log.tlog.LogReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The records of one log that match, newest first. Bundles are read ahead by other threads, at most
 * {@code ahead} of them; everything else is the caller's one thread's.
 */
final class LogScan {
  private final LogReader log;
  private final RecordQuery.Prepared query;
  private final ExecutorService workers;
  private final int ahead;
  private final Deque<Future<Bundle>> reading = new ArrayDeque<>();
  private Deque<Match> matches = new ArrayDeque<>();
  private long next;

  LogScan(LogReader log, RecordQuery.Prepared query, ExecutorService workers, int ahead) {
    this.log = log;
    this.query = query;
    this.workers = workers;
    this.ahead = ahead;
    this.next = log.bundles() - 1;
  }

  /** A record that matches, whose inclusion nobody checked yet. */
  @SuppressWarnings("ArrayRecordComponent") // Handed from one method to another of this package.
  record Match(long index, byte[] bytes, JsonObject record, Instant time) {}

  /** What a bundle gave: its matches, newest first, and whether all before it is too old. */
  private record Bundle(Deque<Match> matches, boolean tooOld) {}

  /** The newest match that was not taken; null when there are no more. */
  @Nullable Match peek() throws IOException {
    while (matches.isEmpty()) {
      while (next >= 0 && reading.size() < ahead) {
        long bundle = next--;
        reading.add(workers.submit(() -> search(bundle)));
      }
      Future<Bundle> first = reading.poll();
      if (first == null) {
        return null;
      }
      Bundle read = await(first);
      matches = read.matches();
      if (read.tooOld()) {
        next = -1;
        reading.clear();
      }
    }
    return matches.peekFirst();
  }

  /** Takes the match that {@link #peek} gave, when the log holds it. */
  FoundRecord take() throws IOException {
    Match match = matches.removeFirst();
    log.checkInclusion(match.index(), match.bytes());
    return new FoundRecord(
        log.checkpoint().origin(),
        match.index(),
        log.checkpoint().size(),
        match.record(),
        new String(match.bytes(), StandardCharsets.UTF_8));
  }

  private static Bundle await(Future<Bundle> bundle) throws IOException {
    try {
      return bundle.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private Bundle search(long bundle) throws IOException {
    List<byte[]> records = log.records(bundle);
    List<Match> found = new ArrayList<>();
    boolean tooOld = true;
    for (int slot = records.size() - 1; slot >= 0; slot--) {
      byte[] bytes = records.get(slot);
      String text = RecordQuery.Prepared.text(bytes);
      tooOld = tooOld && query.isTooOld(text);
      if (query.mayMatch(text)) {
        JsonObject record = parse(bytes);
        if (query.query().matches(record)) {
          long index = bundle * EntryBundle.MAX_RECORDS + slot;
          found.add(new Match(index, bytes, record, RecordQuery.time(record)));
        }
      }
    }
    return new Bundle(new ArrayDeque<>(found), tooOld);
  }

  /** What is no JSON object was written by somebody else, and has no fields to be found by. */
  private static JsonObject parse(byte[] bytes) {
    try {
      return JsonParser.parse(bytes) instanceof JsonObject object ? object : JsonObject.EMPTY;
    } catch (JsonSyntaxException e) {
      return JsonObject.EMPTY;
    }
  }
}
