package io.countersign.replay;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Destination;
import io.countersign.decision.Peer;
import io.countersign.decision.PolicyIdentity;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.RequestBody;
import io.countersign.decision.Sha256;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A record of type {@code decision}, and the input that policy was asked, put together again. */
final class RecordedDecision {
  private final JsonObject record;

  private RecordedDecision(JsonObject record) {
    this.record = record;
  }

  /** The decision; empty when the record is of another type. */
  static Optional<RecordedDecision> of(JsonObject record) {
    return record.string("type").equals(Optional.of("decision"))
        ? Optional.of(new RecordedDecision(record))
        : Optional.empty();
  }

  JsonObject record() {
    return record;
  }

  String id() {
    return record.string("id").orElse("");
  }

  String text(String member) {
    return record.string(member).orElse("");
  }

  /**
   * When it was made, to the millisecond that policy was evaluated at.
   *
   * @throws MalformedRecordException when the record does not say
   */
  Instant time() throws MalformedRecordException {
    try {
      return Instant.parse(text("time"));
    } catch (DateTimeParseException e) {
      throw new MalformedRecordException("its time is none");
    }
  }

  /** Which policy decided; empty when none was asked. */
  Optional<PolicyIdentity> policy() throws MalformedRecordException {
    JsonObject policy = record.object("policy").orElse(null);
    if (policy == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new PolicyIdentity(
              Sha256.fromBytes(HexFormat.of().parseHex(policy.string("bundle_sha256").orElse(""))),
              policy.string("revision").orElse(""),
              policy.string("entrypoint").orElse(""),
              policy.string("engine").orElse("")));
    } catch (IllegalArgumentException e) {
      throw new MalformedRecordException("its bundle_sha256 is none");
    }
  }

  Outcome outcome() {
    return Outcome.recorded(record);
  }

  /**
   * The input. Only the body is not in a record, which has its digest: it is missing, or was cut.
   */
  PolicyInput input() throws MalformedRecordException {
    JsonObject.Builder verified = JsonObject.builder();
    for (String member : PolicyInput.MEMBERS) {
      verified.put(member, record.get(member));
    }
    return new PolicyInput(verified.build(), request(), time());
  }

  /** Whether policy may have seen a body. */
  boolean hadBody() {
    return request("body").get("size_bytes") != null;
  }

  /** Whether a member was masked, or left out because the record was too long. */
  boolean isIncomplete() {
    return PolicyInput.MEMBERS.stream()
        .map(record::get)
        .filter(Objects::nonNull)
        .anyMatch(RecordedDecision::hasGap);
  }

  private static boolean hasGap(JsonValue value) {
    return switch (value) {
      case JsonObject object ->
          isGap(object) || object.members().values().stream().anyMatch(RecordedDecision::hasGap);
      case JsonArray array -> array.values().stream().anyMatch(RecordedDecision::hasGap);
      default -> false;
    };
  }

  private static boolean isGap(JsonObject object) {
    return object.members().size() == 1
        && (object.get("masked") != null || object.get("omitted") != null);
  }

  private AccessRequest request() {
    JsonObject request = record.object("request").orElse(JsonObject.EMPTY);
    JsonObject peer = record.object("peer").orElse(JsonObject.EMPTY);
    JsonObject destination = record.object("destination").orElse(JsonObject.EMPTY);
    JsonObject connection = request("connection");
    String query = request.string("query").orElse("");
    return AccessRequest.builder()
        .id(request.string("id").orElse(""))
        .method(request.string("method").orElse(""))
        .scheme(request.string("scheme").orElse(""))
        .authority(request.string("authority").orElse(""))
        .target(request.string("path").orElse("") + (query.isEmpty() ? "" : "?" + query))
        .protocol(request.string("protocol").orElse(""))
        .peer(
            new Peer(
                peer.string("address").orElse(""),
                port(connection, "source_port"),
                connection.string("source_principal").orElse(""),
                ""))
        .destination(
            new Destination(
                destination.string("service").orElse(""),
                destination.string("principal").orElse(""),
                destination.string("address").orElse(""),
                port(connection, "destination_port")))
        .body(body())
        .contextExtensions(contextExtensions())
        .metadata(request("metadata"))
        .routeMetadata(request("route_metadata"))
        .build();
  }

  private RequestBody body() {
    boolean truncated = JsonBoolean.TRUE.equals(request("body").get("truncated"));
    return truncated ? new RequestBody(ByteBuffer.allocate(0), true) : RequestBody.NONE;
  }

  private Map<String, String> contextExtensions() {
    Map<String, String> extensions = new HashMap<>();
    request("context_extensions")
        .members()
        .forEach((name, value) -> {
          if (value instanceof JsonString text) {
            extensions.put(name, text.value());
          }
        });
    return extensions;
  }

  private static int port(JsonObject connection, String name) {
    return connection.get(name) instanceof JsonNumber port && port.isLong()
        ? Math.clamp(port.longValue(), 0, 65_535)
        : 0;
  }

  private JsonObject request(String member) {
    return record
        .object("request")
        .flatMap(request -> request.object(member))
        .orElse(JsonObject.EMPTY);
  }
}
