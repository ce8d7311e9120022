package io.countersign.service.command;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.log.tlog.Fault;
import io.countersign.log.tlog.Verification;
import java.util.ArrayList;
import java.util.List;

/**
 * What checking one log found, for output.
 *
 * @param log the directory or address that was asked for
 * @param origin the log's name
 */
record VerifiedLog(String log, String origin, Verification result) {
  boolean verified() {
    return result instanceof Verification.Verified;
  }

  /**
   * A line for the log, or for each of its faults.
   *
   * @param named whether each says which log it speaks of
   */
  List<String> lines(boolean named) {
    String subject = named ? "log " + origin : "log";
    return switch (result) {
      case Verification.Verified good ->
          List.of(subject + " verified: " + good.size() + " records, root " + good.root());
      case Verification.Broken broken -> {
        List<String> lines = new ArrayList<>();
        for (Fault fault : broken.faults()) {
          lines.add(
              subject
                  + " BROKEN: "
                  + fault.where()
                  + ": "
                  + fault.what()
                  + " ["
                  + fault.kind().label()
                  + "]");
        }
        if (broken.more()) {
          lines.add(subject + " BROKEN: there is more; only the beginning is listed");
        }
        yield lines;
      }
    };
  }

  JsonObject toJson() {
    JsonObject.Builder json = JsonObject.builder().put("log", log).put("origin", origin);
    return switch (result) {
      case Verification.Verified good ->
          json.put("verified", true)
              .put("size", good.size())
              .put("root", good.root().toString())
              .build();
      case Verification.Broken broken ->
          json.put("verified", false)
              .put("where", broken.first().where())
              .put("what", broken.first().what())
              .put(
                  "faults",
                  new JsonArray(
                      List.copyOf(broken.faults().stream().map(VerifiedLog::fault).toList())))
              .put("more", broken.more())
              .build();
    };
  }

  private static JsonObject fault(Fault fault) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("kind", fault.kind().label())
            .put("where", fault.where())
            .put("what", fault.what());
    Fault.Span records = fault.records();
    return records == null
        ? json.build()
        : json.put("first_record", records.first()).put("last_record", records.last()).build();
  }
}
