package io.countersign.credentials.keys;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What an issuer says about itself (RFC 8414 §2, OpenID Connect Discovery 1.0 §3), as far as it is
 * used. Every URI is https.
 *
 * @param issuer the configured one, character by character
 * @param jwks where its keys are; null when it publishes none
 * @param introspection where it is asked about tokens (RFC 7662); null when nowhere
 * @param mtlsIntrospection the same for clients with a certificate (RFC 8705 §5); null when it is
 *     the same endpoint
 */
public record IssuerMetadata(
    String issuer,
    @Nullable URI jwks,
    @Nullable URI introspection,
    @Nullable URI mtlsIntrospection) {

  /**
   * Reads the document.
   *
   * @param issuer who was asked; a document of another one is refused (RFC 8414 §3.3), or an
   *     attacker's would pass for it
   * @throws IOException when it is malformed, another issuer's, or has a URI that is not https
   */
  static IssuerMetadata read(String issuer, String json) throws IOException {
    JsonObject document = parse(json);
    if (!document.string("issuer").orElse("").equals(issuer)) {
      throw new IOException("the metadata names another issuer than " + issuer);
    }
    if (document.get("mtls_endpoint_aliases") != null
        && document.object("mtls_endpoint_aliases").isEmpty()) {
      throw new IOException("the metadata's mtls_endpoint_aliases is no object");
    }
    JsonObject aliases = document.object("mtls_endpoint_aliases").orElse(JsonObject.EMPTY);
    return new IssuerMetadata(
        issuer,
        https(document, "jwks_uri"),
        https(document, "introspection_endpoint"),
        https(aliases, "introspection_endpoint"));
  }

  private static JsonObject parse(String json) throws IOException {
    try {
      if (JsonParser.parse(json.getBytes(StandardCharsets.UTF_8)) instanceof JsonObject object) {
        return object;
      }
      throw new IOException("the metadata is no JSON object");
    } catch (JsonSyntaxException e) {
      throw new IOException("the metadata is not JSON: " + e.getMessage(), e);
    }
  }

  private static @Nullable URI https(JsonObject document, String name) throws IOException {
    if (document.get(name) == null) {
      return null;
    }
    try {
      URI uri = new URI(document.string(name).orElse(""));
      if (isHttps(uri)) {
        return uri;
      }
    } catch (URISyntaxException notUri) {
      // refused below
    }
    throw new IOException("the metadata's " + name + " is no https URI");
  }

  /** Whether it is absolute, https, with a host, without a password and without a fragment. */
  static boolean isHttps(URI uri) {
    return "https".equals(uri.getScheme())
        && uri.getHost() != null
        && uri.getUserInfo() == null
        && uri.getFragment() == null;
  }
}
