package io.countersign.credentials.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.remote.HttpsClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published examples, and where the document is looked for. */
final class IssuerMetadataTest {

  @Test
  void exampleOfRfc8414Section3Point2IsRead() throws Exception {
    String example =
        """
        {
          "issuer": "https://server.example.com",
          "authorization_endpoint": "https://server.example.com/authorize",
          "token_endpoint": "https://server.example.com/token",
          "token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"],
          "token_endpoint_auth_signing_alg_values_supported": ["RS256", "ES256"],
          "userinfo_endpoint": "https://server.example.com/userinfo",
          "jwks_uri": "https://server.example.com/jwks.json",
          "registration_endpoint": "https://server.example.com/register",
          "scopes_supported": ["openid", "profile", "email", "address", "phone", "offline_access"],
          "response_types_supported": ["code", "code token"],
          "service_documentation": "http://server.example.com/service_documentation.html",
          "ui_locales_supported": ["en-US", "en-GB", "en-CA", "fr-FR", "fr-CA"]
        }
        """;
    IssuerMetadata read = IssuerMetadata.read("https://server.example.com", example);
    assertEquals(URI.create("https://server.example.com/jwks.json"), read.jwks());
    assertNull(read.introspection());
  }

  /** The shape of RFC 8705 §5. */
  @Test
  void endpointForClientsWithACertificateIsRead() throws Exception {
    IssuerMetadata read =
        IssuerMetadata.read(
            "https://server.example.com",
            """
            {
              "issuer": "https://server.example.com",
              "introspection_endpoint": "https://server.example.com/introspect",
              "mtls_endpoint_aliases": {
                "introspection_endpoint": "https://mtls.example.com/introspect"
              }
            }
            """);
    assertEquals(URI.create("https://server.example.com/introspect"), read.introspection());
    assertEquals(URI.create("https://mtls.example.com/introspect"), read.mtlsIntrospection());
  }

  /** RFC 8414 §3.1 and OpenID Connect Discovery 1.0 §4.1. */
  @ParameterizedTest
  @CsvSource({
    "https://example.com,/.well-known/oauth-authorization-server,/.well-known/openid-configuration",
    "https://example.com/,/.well-known/oauth-authorization-server,/.well-known/openid-configuration",
    "https://example.com/issuer1,/.well-known/oauth-authorization-server/issuer1,"
        + "/issuer1/.well-known/openid-configuration",
    "https://example.com/a/b/,/.well-known/oauth-authorization-server/a/b,"
        + "/a/b/.well-known/openid-configuration"
  })
  void documentIsLookedForWhereTheIssuerSays(String issuer, String oauth, String openid)
      throws Exception {
    try (HttpsClient client = HttpsClient.ofSystemTrust(Duration.ofSeconds(1))) {
      assertEquals(
          List.of(
              URI.create("https://example.com" + oauth),
              URI.create("https://example.com" + openid)),
          new IssuerDiscovery(issuer, IssuerDiscovery.Kind.EITHER, client).places());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com",
        "https://example.com?a=b",
        "https://example.com#a",
        "https://user@example.com",
        "https://",
        "example",
        "urn:issuer",
        "https://exa mple.com"
      })
  void issuerThatIsNoHttpsUriCannotBeAsked(String issuer) {
    try (HttpsClient client = HttpsClient.ofSystemTrust(Duration.ofSeconds(1))) {
      assertThrows(
          CredentialConfigException.class,
          () -> new IssuerDiscovery(issuer, IssuerDiscovery.Kind.EITHER, client));
    }
  }
}
