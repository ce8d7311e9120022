package io.countersign.log.search;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.log.tlog.EntryBundle;
import io.countersign.log.tlog.LogReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Looks through single bundles of a log; bundles may be searched by several threads. */
record BundleSearch(LogReader log, RecordQuery.Prepared query) {

  /** A record that matches, whose inclusion nobody checked yet. */
  @SuppressWarnings("ArrayRecordComponent") // Handed from one method to another of this package.
  record Match(long index, byte[] bytes, JsonObject record, Instant time) {}

  /** What a bundle gave: its matches, newest first, and whether all before it is too old. */
  record Found(Deque<Match> matches, boolean tooOld) {}

  Found search(long bundle) throws IOException {
    List<byte[]> records = log.records(bundle);
    Deque<Match> found = new ArrayDeque<>();
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
    return new Found(found, tooOld);
  }

  /** When the first record of a bundle was made. */
  Instant start(long bundle) throws IOException {
    return RecordQuery.time(parse(log.records(bundle).getFirst()));
  }

  /** A match as something found, when the log holds it; by one thread at a time. */
  FoundRecord verified(Match match) throws IOException {
    log.checkInclusion(match.index(), match.bytes());
    return new FoundRecord(
        log.checkpoint().origin(),
        match.index(),
        log.checkpoint().size(),
        match.record(),
        new String(match.bytes(), StandardCharsets.UTF_8));
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
