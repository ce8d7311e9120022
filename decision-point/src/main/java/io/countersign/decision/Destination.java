package io.countersign.decision;

import io.countersign.decision.json.JsonObject;

/**
 * Where the gateway would send the request.
 *
 * @param service the context extension {@code service}, else the principal; empty when unknown
 * @param principal the gateway's own identity towards the client; empty when unknown
 * @param address an IP address; empty when unknown
 * @param port 0 when unknown
 */
public record Destination(String service, String principal, String address, int port) {
  public static final Destination UNKNOWN = new Destination("", "", "", 0);

  /** The member {@code destination} of the policy input. */
  JsonObject toJson() {
    return JsonObject.builder()
        .put("service", Texts.orNull(service))
        .put("principal", Texts.orNull(principal))
        .put("address", Texts.orNull(address))
        .build();
  }
}
