package io.countersign.log.search;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.util.List;
import java.util.stream.Stream;

/** What records are found by. A field may have several values in one record, or none. */
public enum RecordField {
  /** The record's id. */
  ID,
  /** What kind of record it is. */
  TYPE,
  /** {@code allow} or {@code deny}. */
  DECISION,
  /** The code that decided, and every code that policy gave. */
  REASON,
  /** The caller's identity. */
  SUBJECT,
  /** Those who act for the subject, all of the chain. */
  ACTOR,
  /** Who answers for the subject. */
  OWNER,
  /** The caller's service, and the one that was called. */
  SERVICE,
  /** The HTTP method; of an MCP call, its method and its tool too. */
  ACTION,
  /** The path as it was sent, without the query. */
  RESOURCE,
  /** The transaction's id, of a transaction token or of the access token. */
  TXN,
  /** The agent's session, and the prompt's. */
  SESSION,
  /** Of the certificate (SHA-256, hex), of its key, and of what the token is bound to. */
  THUMBPRINT,
  /** The certificate's serial number, hex. */
  SERIAL;

  /** The values of this field in a record. */
  public List<String> in(JsonObject record) {
    return switch (this) {
      case ID -> texts(record, "id");
      case TYPE -> texts(record, "type");
      case DECISION -> texts(record, "decision");
      case REASON -> texts(record, "reason", "reasons");
      case SUBJECT -> texts(member(record, "subject"), "id");
      case ACTOR -> actors(record);
      case OWNER -> texts(member(record, "subject"), "owner");
      case SERVICE ->
          join(
              texts(member(record, "subject"), "service"),
              texts(member(record, "destination"), "service"));
      case ACTION ->
          join(
              texts(member(record, "request"), "method"),
              texts(member(record, "request", "mcp"), "method", "tool"));
      case RESOURCE -> texts(member(record, "request"), "path");
      case TXN -> join(texts(member(record, "transaction"), "txn"), texts(claims(record), "txn"));
      case SESSION -> texts(member(record, "agent"), "session", "prompt_session");
      case THUMBPRINT ->
          join(
              texts(certificate(record), "fingerprint_sha256", "key_thumbprint"),
              texts(member(claims(record), "cnf"), "jkt", "x5t#S256"));
      case SERIAL -> texts(certificate(record), "serial");
    };
  }

  private static JsonObject certificate(JsonObject record) {
    return member(record, "peer", "certificate");
  }

  private static JsonObject claims(JsonObject record) {
    return member(record, "credential", "token", "claims");
  }

  /** No members where there is no object: what made a record too long has a digest in its place. */
  private static JsonObject member(JsonObject record, String... path) {
    JsonObject at = record;
    for (String name : path) {
      at = at.object(name).orElse(JsonObject.EMPTY);
    }
    return at;
  }

  /** The members that are texts, and the elements of those that are arrays of texts. */
  private static List<String> texts(JsonObject object, String... names) {
    return Stream.of(names)
        .flatMap(name -> elements(object, name))
        .flatMap(RecordField::text)
        .toList();
  }

  private static Stream<JsonValue> elements(JsonObject object, String name) {
    return switch (object.get(name)) {
      case null -> Stream.empty();
      case JsonArray array -> array.values().stream();
      case JsonValue value -> Stream.of(value);
    };
  }

  private static Stream<String> text(JsonValue value) {
    return value instanceof JsonString string ? Stream.of(string.value()) : Stream.empty();
  }

  private static List<String> actors(JsonObject record) {
    return elements(record, "actors")
        .flatMap(actor ->
            actor instanceof JsonObject object ? object.string("subject").stream() : Stream.empty())
        .toList();
  }

  private static List<String> join(List<String> one, List<String> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }
}
