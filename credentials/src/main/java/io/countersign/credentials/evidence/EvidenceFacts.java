package io.countersign.credentials.evidence;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonValue;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What all evidence of a request comes to.
 *
 * @param json the member {@code evidence} of the policy input
 * @param anyTied whether some of it is tied to whoever sent the request
 * @param anyLoose whether some of it could have been copied
 */
public record EvidenceFacts(JsonObject json, boolean anyTied, boolean anyLoose) {

  /**
   * Puts it together; empty when two pieces contradict each other.
   *
   * @param address of the connection; empty when it is not known
   */
  public static Optional<EvidenceFacts> of(
      List<VerifiedEvidence> evidence, RequestKeys keys, String address) {
    // What is tied goes before what is not, so that it is what policy sees of the two.
    List<VerifiedEvidence> ordered =
        evidence.stream().sorted(Comparator.comparing(each -> !each.isTied(keys))).toList();
    Map<String, JsonObject> members = new TreeMap<>();
    Map<String, JsonObject> facts = new TreeMap<>();
    for (VerifiedEvidence each : ordered) {
      JsonObject before = facts.get(each.member());
      if (before == null) {
        facts.put(each.member(), each.facts());
        members.put(each.member(), each.toJson(each.isTied(keys)));
      } else if (!agree(before, each.facts())) {
        return Optional.empty();
      }
    }
    if (!address.isEmpty()) {
      members.put(
          "network",
          JsonObject.builder().put("address", address).put("source", "connection").build());
    }
    JsonObject.Builder json = JsonObject.builder();
    members.forEach(json::put);
    return Optional.of(
        new EvidenceFacts(
            json.build(),
            evidence.stream().anyMatch(each -> each.isTied(keys)),
            evidence.stream().anyMatch(each -> !each.isTied(keys))));
  }

  /** Whether they say the same where both say something. */
  private static boolean agree(JsonObject one, JsonObject other) {
    for (Map.Entry<String, JsonValue> member : one.members().entrySet()) {
      JsonValue said = other.get(member.getKey());
      if (said != null && !said.equals(member.getValue())) {
        return false;
      }
    }
    return true;
  }
}
