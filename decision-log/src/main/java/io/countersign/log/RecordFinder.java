package io.countersign.log;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.log.tlog.EntryBundle;
import io.countersign.log.tlog.LogReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Finds single records by reading the log from its end. */
public final class RecordFinder {
  private final LogReader log;

  /** A search of {@code log}, as its checkpoint was when it was opened. */
  public RecordFinder(LogReader log) {
    this.log = log;
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
    for (long bundle = log.bundles() - 1; bundle >= 0; bundle--) {
      List<byte[]> records = log.records(bundle);
      for (int slot = records.size() - 1; slot >= 0; slot--) {
        byte[] record = records.get(slot);
        if (hasId(record, id)) {
          long index = bundle * EntryBundle.MAX_RECORDS + slot;
          log.checkInclusion(index, record);
          return Optional.of(new Found(index, new String(record, StandardCharsets.UTF_8)));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean hasId(byte[] record, String id) {
    // Cheap before exact: a record quotes what requests brought, so the text alone proves nothing.
    if (!new String(record, StandardCharsets.UTF_8).contains("\"id\":\"" + id + "\"")) {
      return false;
    }
    try {
      return JsonParser.parse(record) instanceof JsonObject object
          && object.string("id").equals(Optional.of(id));
    } catch (JsonSyntaxException e) {
      return false;
    }
  }
}
