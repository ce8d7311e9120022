package io.countersign.decision;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What policy is asked.
 *
 * @param verified the members that Countersign vouches for and the record repeats word for word
 * @param request what the opa-envoy-plugin members are derived from
 * @param time the request's time
 */
public record PolicyInput(JsonObject verified, AccessRequest request, Instant time) {
  /** The names that {@link #verified} may have. */
  public static final List<String> MEMBERS =
      List.of(
          "request",
          "peer",
          "credential",
          "destination",
          "subject",
          "actors",
          "agent",
          "evidence",
          "transaction",
          "status",
          "attribution");

  /** Puts together what is known, whether or not it was verified. */
  public static PolicyInput of(
      AccessRequest request,
      CredentialHeaders credentialHeaders,
      CallerFacts facts,
      Registration registration,
      Instant time) {
    JsonObject verified =
        JsonObject.builder()
            .put("request", request(request, credentialHeaders, time))
            .put("peer", peer(request, facts, registration))
            .put("credential", facts.credential().toJson())
            .put("destination", request.destination().toJson())
            .put("subject", facts.subject() == null ? null : subject(facts.subject(), registration))
            .put("actors", actors(facts.actors()))
            .putUnlessEmpty("agent", facts.agent().toJson())
            .put("evidence", facts.evidence())
            .putUnlessEmpty("transaction", facts.transaction())
            .put("status", status(facts, time))
            .put("attribution", facts.attribution().toJson())
            .build();
    return new PolicyInput(verified, request, time);
  }

  /** The whole input document: the verified members and those of opa-envoy-plugin. */
  public JsonObject document() {
    JsonObject.Builder document = JsonObject.builder();
    verified.members().forEach(document::put);
    EnvoyInput.of(request, headers(), time).members().forEach(document::put);
    return document.build();
  }

  /** The subject's id; empty when nobody was named. */
  public Optional<String> subjectId() {
    return verified.object("subject").flatMap(subject -> subject.string("id"));
  }

  /**
   * The same request as another policy would be asked about it, whose registry says this of the
   * subject.
   */
  public PolicyInput registeredAs(Registration registration) {
    JsonObject other = verified;
    if (verified.get("subject") instanceof JsonObject subject
        && subject.get("id") instanceof JsonString id) {
      SubjectId known = new SubjectId(id.value(), subject.string("trust_domain").orElse(null));
      other = with(other, "subject", subject(known, registration));
    }
    if (verified.get("peer") instanceof JsonObject peer
        && peer.get("certificate") instanceof JsonObject certificate) {
      JsonObject inventoried =
          with(certificate, "inventoried", JsonBoolean.of(registration.registered()));
      other = with(other, "peer", with(peer, "certificate", inventoried));
    }
    return new PolicyInput(other, request, time);
  }

  private static JsonObject with(JsonObject object, String name, JsonValue value) {
    Map<String, JsonValue> members = new LinkedHashMap<>(object.members());
    members.put(name, value);
    return new JsonObject(members);
  }

  private JsonObject headers() {
    return verified.get("request") instanceof JsonObject known
            && known.get("headers") instanceof JsonObject headers
        ? headers
        : JsonObject.EMPTY;
  }

  private static JsonObject request(
      AccessRequest request, CredentialHeaders credentialHeaders, Instant time) {
    McpCall mcp = ParsedBody.of(request).mcp();
    return JsonObject.builder()
        .put("id", Texts.orNull(request.id()))
        .put("method", request.method())
        .put("scheme", Texts.orNull(request.scheme()))
        .put("authority", request.authority())
        .put("path", request.path())
        .put("query", QueryString.masked(request.query()))
        .put("protocol", Texts.orNull(request.protocol()))
        .put("headers", headers(request.headers(), credentialHeaders))
        .put(
            "time",
            JsonObject.builder()
                .put("rfc3339", rfc3339(time))
                .put("epoch_seconds", time.getEpochSecond())
                .build())
        .put("mcp", mcp == null ? null : mcp.toJson())
        .putUnlessEmpty("body", body(request.body()))
        .putUnlessEmpty("connection", connection(request))
        .putUnlessEmpty("context_extensions", strings(request))
        .putUnlessEmpty("metadata", request.metadata())
        .putUnlessEmpty("route_metadata", request.routeMetadata())
        .build();
  }

  /** UTC with seconds and no fraction, so that such times compare as text. */
  static String rfc3339(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * Lower-case names, duplicates joined as RFC 9110 §5.3 allows, credentials left out. Fields that
   * hold a URI ({@code :path}, {@code referer} and others) may hold the query's token with it.
   */
  private static JsonObject headers(Headers headers, CredentialHeaders credentialHeaders) {
    TreeMap<String, String> joined = new TreeMap<>();
    for (Header field : headers) {
      if (!credentialHeaders.contains(field.name())) {
        String value = QueryString.masked(field.value());
        joined.merge(field.name(), value, (first, next) -> first + "," + next);
      }
    }
    JsonObject.Builder json = JsonObject.builder();
    joined.forEach(json::put);
    return json.build();
  }

  private static JsonObject body(RequestBody body) {
    if (body.isEmpty() && !body.truncated()) {
      return JsonObject.EMPTY;
    }
    byte[] bytes = body.toBytes();
    return JsonObject.builder()
        .put("size_bytes", bytes.length)
        .put("sha256", Sha256.of(bytes).hex())
        .put("truncated", body.truncated())
        .build();
  }

  /**
   * What the gateway says of the connection and the opa-envoy-plugin members repeat; here, and not
   * in {@code peer}, because nobody verified it.
   */
  private static JsonObject connection(AccessRequest request) {
    JsonObject.Builder connection =
        JsonObject.builder().put("source_principal", Texts.orNull(request.peer().principal()));
    if (request.peer().port() != 0) {
      connection.put("source_port", request.peer().port());
    }
    if (request.destination().port() != 0) {
      connection.put("destination_port", request.destination().port());
    }
    return connection.build();
  }

  private static JsonObject strings(AccessRequest request) {
    JsonObject.Builder json = JsonObject.builder();
    new TreeMap<>(request.contextExtensions()).forEach(json::put);
    return json.build();
  }

  private static JsonObject peer(
      AccessRequest request, CallerFacts facts, Registration registration) {
    CertificateFacts certificate = facts.certificate();
    return JsonObject.builder()
        .put("address", Texts.orNull(request.peer().address()))
        .put(
            "certificate",
            certificate == null ? null : certificate.toJson(registration.registered()))
        .build();
  }

  private static JsonObject subject(SubjectId subject, Registration registration) {
    String kind = subject.trustDomain() == null ? "third_party" : "workload";
    return JsonObject.builder()
        .put("id", subject.value())
        .put("kind", registration.kind() == null ? kind : registration.kind())
        .put("trust_domain", subject.trustDomain())
        .put("registered", registration.registered())
        .put("owner", registration.owner())
        .put("service", registration.service())
        .putUnlessEmpty("entry", registration.entry())
        .build();
  }

  private static JsonArray actors(List<Actor> actors) {
    return new JsonArray(actors.stream().<JsonValue>map(Actor::toJson).toList());
  }

  private static JsonObject status(CallerFacts facts, Instant time) {
    JsonObject.Builder status =
        JsonObject.builder()
            .put("revoked", false)
            .put("shared_credential", facts.sharedCredential())
            .put("trust_data_age_seconds", facts.trustDataAge().toSeconds());
    if (facts.certificate() != null) {
      status.put(
          "certificate_expires_in_seconds",
          time.until(facts.certificate().notAfter(), ChronoUnit.SECONDS));
    }
    return status.build();
  }
}
