package io.countersign.log;

import io.countersign.decision.Decision;
import io.countersign.decision.DecisionId;
import io.countersign.decision.DecisionRecord;
import io.countersign.decision.PolicyIdentity;
import io.countersign.decision.Reason;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.log.tlog.VerifierKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Makes records: canonical JSON (RFC 8785) as {@code record.schema.json} describes it. The members
 * that are named like those of the policy input are those members, word for word.
 *
 * @param origin the log's name
 * @param version of the program that writes
 * @param masking what is kept out of the records of decisions
 */
record RecordWriter(String origin, String version, Masking masking) {
  private static final int VERSION = 1;

  /** Always with milliseconds, so that times compare as text. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** The record of a decision as it was made. */
  byte[] decision(DecisionRecord decision) {
    return decision(decision, decision.verdict(), masking.apply(decision.input().verified()));
  }

  /**
   * The record of a decision whose own record is too long: the denial that the caller is answered
   * with, and the digest of every member that had to be left out.
   */
  byte[] tooLong(DecisionRecord decision) {
    JsonObject verified = Omissions.in(masking.apply(decision.input().verified()));
    return decision(decision, Verdict.deny(Reason.LOG_UNAVAILABLE), verified);
  }

  private byte[] decision(DecisionRecord decision, Verdict verdict, JsonObject verified) {
    JsonObject.Builder record = head("decision", decision.id(), decision.time());
    switch (verdict) {
      case Verdict.Allow allow -> record.put("decision", "allow").put("reason", Decision.ALLOWED);
      case Verdict.Deny deny ->
          record
              .put("decision", "deny")
              .put("reason", deny.reason().name())
              .put("reasons", JsonArray.ofStrings(deny.codes()));
    }
    record.put("verified", decision.verified());
    verified.members().forEach(record::put);
    PolicyIdentity policy = decision.policy();
    if (policy != null) {
      record.put("policy", policy(policy).put("result", verdict.result()).build());
    }
    return CanonicalJson.bytes(record.build());
  }

  /** The log was opened. */
  byte[] started(DecisionId id, Instant time, long records, int aborted, int damaged) {
    JsonObject recovered =
        JsonObject.builder()
            .put("records", records)
            .put("aborted_records", aborted)
            .put("damaged_files", damaged)
            .build();
    JsonArray masked = masking.toJson();
    return CanonicalJson.bytes(
        head("started", id, time)
            .put("recovered", recovered)
            .put("masking", masked.values().isEmpty() ? null : masked)
            .build());
  }

  /** From here on another key signs the log's checkpoints, which that of before vouches for. */
  byte[] keyRotated(DecisionId id, Instant time, VerifierKey previous, VerifierKey current) {
    JsonObject key =
        JsonObject.builder()
            .put("previous", previous.toString())
            .put("current", current.toString())
            .build();
    return CanonicalJson.bytes(head("key-rotated", id, time).put("key", key).build());
  }

  /** The log is being closed. */
  byte[] stopped(DecisionId id, Instant time) {
    return CanonicalJson.bytes(head("stopped", id, time).build());
  }

  /** From here on this policy decides. */
  byte[] bundleActivated(DecisionId id, Instant time, PolicyIdentity policy) {
    return CanonicalJson.bytes(
        head("bundle-activated", id, time).put("policy", policy(policy).build()).build());
  }

  private JsonObject.Builder head(String type, DecisionId id, Instant time) {
    JsonObject pdp = JsonObject.builder().put("origin", origin).put("version", version).build();
    return JsonObject.builder()
        .put("v", VERSION)
        .put("type", type)
        .put("id", id.value())
        .put("time", TIME.format(time))
        .put("pdp", pdp);
  }

  private static JsonObject.Builder policy(PolicyIdentity policy) {
    return JsonObject.builder()
        .put("bundle_sha256", policy.bundle().hex())
        .put("revision", policy.revision())
        .put("entrypoint", policy.entrypoint())
        .put("engine", policy.engine());
  }
}
