package io.countersign.credentials.keys;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.remote.HttpsClient;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** Asks an issuer for its metadata, anew each time. Safe for use by many threads. */
public final class IssuerDiscovery {
  private static final int MAX_BYTES = 256 * 1024;
  private static final String OAUTH = "/.well-known/oauth-authorization-server";
  private static final String OPENID = "/.well-known/openid-configuration";

  /** Where the document lies. */
  public enum Kind {
    /** RFC 8414 §3: the well-known part stands between host and path. */
    OAUTH,
    /** OpenID Connect Discovery 1.0 §4: it stands at the end. */
    OPENID,
    /** The first, and the second where the first is not there. */
    EITHER
  }

  private final String issuer;
  private final List<URI> places;
  private final HttpsClient client;

  /**
   * Asks this issuer.
   *
   * @param issuer an https URI without query and fragment (RFC 8414 §2), as it stands in tokens
   * @throws CredentialConfigException when it is none
   */
  public IssuerDiscovery(String issuer, Kind kind, HttpsClient client)
      throws CredentialConfigException {
    this.issuer = issuer;
    this.client = client;
    URI uri = uri(issuer);
    String path = uri.getRawPath();
    String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    URI oauth = URI.create("https://" + uri.getRawAuthority() + OAUTH + bare);
    URI openid = URI.create("https://" + uri.getRawAuthority() + bare + OPENID);
    places =
        switch (kind) {
          case OAUTH -> List.of(oauth);
          case OPENID -> List.of(openid);
          case EITHER -> List.of(oauth, openid);
        };
  }

  private static URI uri(String issuer) throws CredentialConfigException {
    try {
      URI uri = URI.create(issuer);
      if (IssuerMetadata.isHttps(uri) && uri.getRawQuery() == null) {
        return uri;
      }
    } catch (IllegalArgumentException notUri) {
      // refused below
    }
    throw new CredentialConfigException(
        "issuer " + issuer + ": to discover its keys it must be an https URI without a query");
  }

  /** Whom it asks. */
  public String issuer() {
    return issuer;
  }

  /** The places that are looked at, in this order. */
  List<URI> places() {
    return places;
  }

  /**
   * What the issuer says now; blocks.
   *
   * @throws IOException when it cannot be reached, has no such document, or one that is refused
   */
  public IssuerMetadata fetch() throws IOException {
    int status = 0;
    for (URI place : places) {
      HttpsClient.Answer answer = client.get(place, "application/json", null, MAX_BYTES);
      if (answer.status() == 200) {
        return IssuerMetadata.read(issuer, answer.body());
      }
      status = answer.status();
    }
    throw new IOException("the metadata of " + issuer + " was answered with " + status);
  }
}
