package io.countersign.credentials.dpop;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.decision.AccessRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the gateway serves clients. A proof's {@code htu} is held against these, because scheme and
 * host of the gateway's question may come from headers that a client can set.
 */
public final class Origins {
  private final List<HttpUri> configured;

  private Origins(List<HttpUri> configured) {
    this.configured = configured;
  }

  /**
   * The origins of the configuration.
   *
   * @throws CredentialConfigException when there is none, or one is more or less than scheme, host
   *     and port
   */
  public static Origins of(List<URI> origins) throws CredentialConfigException {
    if (origins.isEmpty()) {
      throw new CredentialConfigException("origins: none is given; name where clients send to");
    }
    List<HttpUri> configured = new ArrayList<>();
    for (URI origin : origins) {
      Optional<HttpUri> uri = HttpUri.parse(origin.toString());
      if (uri.isEmpty()
          || !uri.get().path().equals("/")
          || origin.getRawQuery() != null
          || origin.getRawFragment() != null) {
        throw new CredentialConfigException(
            "origins: "
                + origin
                + " is no origin; write scheme and host, as https://orders.example");
      }
      configured.add(uri.get());
    }
    return new Origins(List.copyOf(configured));
  }

  /** Whether the text is the URI of the request's target, whatever its query and fragment. */
  public boolean isTarget(String uri, AccessRequest request) {
    return HttpUri.parse(uri).filter(parsed -> isTarget(parsed, request)).isPresent();
  }

  /**
   * Whether the URI is the request's target. The request's authority must be that of the origin, so
   * that a proof made for one host is of no use at another that the same gateway serves.
   */
  boolean isTarget(HttpUri uri, AccessRequest request) {
    for (HttpUri origin : configured) {
      if (uri.hasOriginOf(origin) && isAskedFor(origin, request.authority())) {
        return HttpUri.of(origin.scheme(), origin.host() + ":" + origin.port(), request.path())
            .map(uri::equals)
            .orElse(false);
      }
    }
    return false;
  }

  /**
   * The origin that the request was sent to, as text (RFC 6454 §6.2); empty when its authority
   * names none of them, or one with two schemes.
   */
  public Optional<String> of(AccessRequest request) {
    List<HttpUri> asked =
        configured.stream().filter(origin -> isAskedFor(origin, request.authority())).toList();
    return asked.size() == 1 ? Optional.of(asked.getFirst().origin()) : Optional.empty();
  }

  private static boolean isAskedFor(HttpUri origin, String authority) {
    return HttpUri.of(origin.scheme(), authority, "").map(origin::hasOriginOf).orElse(false);
  }
}
