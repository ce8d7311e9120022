package io.countersign.envoy;

import io.countersign.decision.CredentialHeaders;
import io.countersign.decision.Decision;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a decision means in HTTP, for both protocols: a function of the decision alone. */
final class Answer {
  /** Joins the gateway's access log to the decision log. */
  static final String DECISION_HEADER = CredentialHeaders.OWN_PREFIX + "decision";

  /** The key of our part of the dynamic metadata. */
  private static final String METADATA_KEY = "countersign.decision";

  private Answer() {}

  static Header decisionHeader(Decision decision) {
    return new Header(DECISION_HEADER, decision.summary().id().value());
  }

  /**
   * The header fields of a denial: the challenge, the decision's id, the policy's own, and what a
   * denial has unless the policy says otherwise.
   */
  static List<Header> deniedHeaders(Decision.Deny denied) {
    List<Header> ofPolicy = responseHeaders(denied);
    List<Header> headers = new ArrayList<>(denied.challenge());
    headers.add(decisionHeader(denied));
    headers.addAll(ofPolicy);
    addUnlessNamed(new Header("cache-control", "no-store"), ofPolicy, headers);
    if (denied.effects().deniedBody().isEmpty()) {
      addUnlessNamed(new Header("content-type", "application/problem+json"), ofPolicy, headers);
    }
    return headers;
  }

  /** The policy's fields for the client; the decision's id is ours alone. */
  static List<Header> responseHeaders(Decision decision) {
    return decision.effects().responseHeaders().stream()
        .filter(field -> !field.name().equals(DECISION_HEADER))
        .toList();
  }

  private static void addUnlessNamed(Header field, List<Header> named, List<Header> headers) {
    if (named.stream().noneMatch(other -> other.name().equals(field.name()))) {
      headers.add(field);
    }
  }

  /**
   * The request's fields that must not reach the upstream: what policy wants gone, and every field
   * of ours that the client sent, whichever of the spellings an upstream takes for the same. Not
   * those that are set: setting replaces the client's, and Envoy removes after it sets.
   */
  static Set<String> headersToRemove(
      Decision.Allow decision, Headers incoming, CredentialHeaders credentials) {
    Set<String> names = new LinkedHashSet<>();
    decision
        .effects()
        .requestHeadersToRemove()
        .forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    for (Header field : incoming) {
      if (credentials.isOurs(field.name())) {
        names.add(field.name());
      }
    }
    decision.effects().requestHeaders().forEach(field -> names.remove(field.name()));
    names.remove(DECISION_HEADER);
    return names;
  }

  /**
   * The body of a denial: the policy's, else a problem (RFC 9457) that tells the client no more
   * than RFC 6750 §3.1 does. What exactly failed is in the record.
   */
  static String deniedBody(Decision.Deny denied) {
    if (!denied.effects().deniedBody().isEmpty()) {
      return denied.effects().deniedBody();
    }
    JsonObject problem =
        JsonObject.builder()
            .put("status", denied.status())
            .put("title", title(denied.status()))
            .put("decision", denied.summary().id().value())
            .build();
    return CanonicalJson.text(problem);
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "The request cannot be understood.";
      case 401 -> "The credentials do not suffice.";
      case 503 -> "No decision can be made now.";
      default -> "Access is denied.";
    };
  }

  /** The policy's dynamic metadata and ours; ours goes before the policy's of the same name. */
  static JsonObject metadata(Decision decision) {
    JsonObject.Builder metadata = JsonObject.builder();
    decision
        .effects()
        .dynamicMetadata()
        .members()
        .forEach((name, value) -> {
          if (!name.equals(METADATA_KEY)) {
            metadata.put(name, value);
          }
        });
    return metadata.put(METADATA_KEY, summary(decision)).build();
  }

  private static JsonObject summary(Decision decision) {
    Decision.Summary summary = decision.summary();
    return JsonObject.builder()
        .put("id", summary.id().value())
        .put("subject", summary.subject())
        .put("owner", summary.owner())
        .put("reason", decision.code())
        .put("bundle", summary.bundle() == null ? null : summary.bundle().hex())
        .build();
  }
}
