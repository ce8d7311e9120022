package io.countersign.credentials.evidence;

import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the evidence of a request tells its policy.
 *
 * @param json per member the facts and who says so, and the network location
 * @param anyTied whether some member is tied to the sender
 * @param anyLoose whether some member may be another workload's
 */
public record EvidenceFacts(JsonObject json, boolean anyTied, boolean anyLoose) {

  /**
   * Puts the evidence together; empty when two of one member contradict each other. Where some is
   * tied to the sender, loose evidence of the same member adds nothing to it: whoever found a token
   * could otherwise have its facts pass for the sender's.
   *
   * @param peerAddress of the connection, never from a header; null when unknown
   */
  public static Optional<EvidenceFacts> of(
      List<VerifiedEvidence> evidence, RequestKeys keys, @Nullable String peerAddress) {
    Map<String, List<VerifiedEvidence>> byMember =
        evidence.stream()
            .collect(
                Collectors.groupingBy(
                    VerifiedEvidence::member, LinkedHashMap::new, Collectors.toList()));
    JsonObject.Builder json = JsonObject.builder();
    boolean anyTied = false;
    boolean anyLoose = false;
    for (Map.Entry<String, List<VerifiedEvidence>> entry : byMember.entrySet()) {
      List<VerifiedEvidence> all = entry.getValue();
      if (contradict(all)) {
        return Optional.empty();
      }
      List<VerifiedEvidence> tied = all.stream().filter(keys::tie).toList();
      json.put(entry.getKey(), merged(tied.isEmpty() ? all : tied, !tied.isEmpty()));
      anyTied |= !tied.isEmpty();
      anyLoose |= tied.isEmpty();
    }
    if (peerAddress != null) {
      json.put(
          "network",
          JsonObject.builder().put("address", peerAddress).put("source", "connection").build());
    }
    return Optional.of(new EvidenceFacts(json.build(), anyTied, anyLoose));
  }

  private static boolean contradict(List<VerifiedEvidence> all) {
    Map<String, JsonValue> known = new LinkedHashMap<>();
    String platform = null;
    for (VerifiedEvidence each : all) {
      for (Map.Entry<String, JsonValue> fact : each.facts().members().entrySet()) {
        JsonValue other = known.putIfAbsent(fact.getKey(), fact.getValue());
        if (other != null && !other.equals(fact.getValue())) {
          return true;
        }
      }
      // Ids mean nothing outside the platform that gave them; who vouches is no platform.
      if (each.origin() != Origin.VOUCHED) {
        if (platform != null && !platform.equals(each.issuer())) {
          return true;
        }
        platform = each.issuer();
      }
    }
    return false;
  }

  private static JsonObject merged(List<VerifiedEvidence> several, boolean tied) {
    // The platform's own word goes before somebody's who vouches. They agree where both speak; what
    // only the other says is left out, or it would stand under the wrong issuer and time.
    VerifiedEvidence first =
        several.stream()
            .min(Comparator.comparing(each -> each.origin() == Origin.VOUCHED))
            .orElseThrow();
    Map<String, JsonValue> members = new LinkedHashMap<>(first.facts().members());
    // After the facts, so that none of them can pass for one of these.
    VerifiedEvidence.MEMBERS.forEach(members::remove);
    members.put("issuer", new JsonString(first.issuer()));
    members.put("source", new JsonString(first.origin().code()));
    putSeconds(members, "issued_at", first.issuedAt());
    putSeconds(members, "expires_at", first.expiresAt());
    members.put("tied", JsonBoolean.of(tied));
    return new JsonObject(members);
  }

  private static void putSeconds(
      Map<String, JsonValue> members, String name, @Nullable Instant time) {
    if (time != null) {
      members.put(name, JsonNumber.of(time.getEpochSecond()));
    }
  }
}
