package io.countersign.decision;

import io.countersign.decision.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request that a gateway asks about, whatever protocol it asked over.
 *
 * @param id the gateway's own id of the request; empty when it has none
 * @param method as sent, case kept
 * @param scheme {@code http} or {@code https}; empty when unknown
 * @param authority host and port as the client named them
 * @param path as sent: undecoded, without the query
 * @param query as sent, without the question mark; empty when there is none
 * @param protocol such as {@code HTTP/1.1}; empty when unknown
 * @param headers as sent, credentials included
 * @param contextExtensions what the gateway's route configuration adds
 * @param metadata the gateway's dynamic metadata by filter; opaque to us
 * @param routeMetadata the gateway's route metadata by filter; opaque to us
 * @param deadline after this the gateway no longer waits; null when it named none
 * @param defect why this request cannot be decided on its merits; null when it is well formed
 */
public record AccessRequest(
    String id,
    String method,
    String scheme,
    String authority,
    String path,
    String query,
    String protocol,
    Headers headers,
    Peer peer,
    Destination destination,
    RequestBody body,
    Map<String, String> contextExtensions,
    JsonObject metadata,
    JsonObject routeMetadata,
    @Nullable Instant deadline,
    @Nullable Reason defect) {

  public AccessRequest {
    contextExtensions = Map.copyOf(contextExtensions);
  }

  /** Path and query as they stood in the request line. */
  public String target() {
    return query.isEmpty() ? path : path + "?" + query;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Everything not set is empty or unknown. */
  public static final class Builder {
    private String id = "";
    private String method = "";
    private String scheme = "";
    private String authority = "";
    private String path = "";
    private String query = "";
    private String protocol = "";
    private Headers headers = Headers.EMPTY;
    private Peer peer = Peer.UNKNOWN;
    private Destination destination = Destination.UNKNOWN;
    private RequestBody body = RequestBody.NONE;
    private Map<String, String> contextExtensions = Map.of();
    private JsonObject metadata = JsonObject.EMPTY;
    private JsonObject routeMetadata = JsonObject.EMPTY;
    private @Nullable Instant deadline;
    private @Nullable Reason defect;

    private Builder() {}

    public Builder id(String value) {
      id = value;
      return this;
    }

    public Builder method(String value) {
      method = value;
      return this;
    }

    public Builder scheme(String value) {
      scheme = value;
      return this;
    }

    public Builder authority(String value) {
      authority = value;
      return this;
    }

    /** Splits a request target at its first question mark. */
    public Builder target(String value) {
      int mark = value.indexOf('?');
      path = mark < 0 ? value : value.substring(0, mark);
      query = mark < 0 ? "" : value.substring(mark + 1);
      return this;
    }

    public Builder protocol(String value) {
      protocol = value;
      return this;
    }

    public Builder headers(Headers value) {
      headers = value;
      return this;
    }

    public Builder peer(Peer value) {
      peer = value;
      return this;
    }

    public Builder destination(Destination value) {
      destination = value;
      return this;
    }

    public Builder body(RequestBody value) {
      body = value;
      return this;
    }

    public Builder contextExtensions(Map<String, String> value) {
      contextExtensions = value;
      return this;
    }

    public Builder metadata(JsonObject value) {
      metadata = value;
      return this;
    }

    public Builder routeMetadata(JsonObject value) {
      routeMetadata = value;
      return this;
    }

    public Builder deadline(@Nullable Instant value) {
      deadline = value;
      return this;
    }

    /** Marks the request as one that can only be refused; the first defect found stays. */
    public Builder defect(Reason value) {
      defect = defect == null ? value : defect;
      return this;
    }

    public AccessRequest build() {
      return new AccessRequest(
          id,
          method,
          scheme,
          authority,
          path,
          query,
          protocol,
          headers,
          peer,
          destination,
          body,
          contextExtensions,
          metadata,
          routeMetadata,
          deadline,
          defect);
    }
  }
}
