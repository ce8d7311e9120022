package io.countersign.service.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.service.config.TrustSettings.Domain;
import io.countersign.service.config.TrustSettings.Endpoint;
import io.countersign.service.config.TrustSettings.Introspection;
import io.countersign.service.config.TrustSettings.Issuer;
import io.countersign.service.config.TrustSettings.Kind;
import io.countersign.service.config.TrustSettings.Revocation;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustReaderTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path directory;

  private TrustSettings read(String yaml) throws Exception {
    return SettingsReader.read(Files.writeString(directory.resolve("c.yaml"), yaml), Map.of())
        .trust();
  }

  private TrustSettings whole() throws Exception {
    return read(SettingsReaderTest.WHOLE);
  }

  private Location.OfFile file(String name) {
    return new Location.OfFile(directory.resolve(name));
  }

  private static Location.OfHttps https(String uri) {
    return new Location.OfHttps(URI.create(uri));
  }

  @Test
  void aDomainHasABundleAndWhatRevokesItsCertificates() throws Exception {
    assertEquals(
        new Domain(
            "prod.example",
            file("ca.pem"),
            null,
            List.of("https://orders.example"),
            new Revocation(
                List.of(file("ca.crl"), https("https://pki.example/ca.crl")),
                URI.create("http://ocsp.example/"),
                Revocation.Mode.EITHER,
                true,
                DAY)),
        whole().domains().getFirst());
  }

  @Test
  void aFederatedDomainIsFetchedFromAnEndpointThatShowsItsSpiffeId() throws Exception {
    Domain partner = whole().domains().get(1);

    assertEquals(https("https://spiffe.partner.example/bundle"), partner.bundle());
    assertEquals(
        new Endpoint("spiffe://partner.example/bundles", directory.resolve("partner.json")),
        partner.endpoint());
    assertEquals(Revocation.Mode.OFF, partner.revocation().mode());
  }

  @Test
  void aBundleMayComeFromTheWorkloadApi() throws Exception {
    assertEquals(
        new Location.OfWorkloadApi(Path.of("/run/spire/agent.sock")),
        whole().domains().get(2).bundle());
  }

  @Test
  void anIssuerOfAccessTokensMayVouchForWhereWorkloadsRun() throws Exception {
    assertEquals(
        new Issuer(
            "https://issuer.example",
            Kind.ACCESS_TOKEN,
            new Location.OfFile(Path.of("/etc/jwks.json")),
            null,
            List.of("https://orders.example"),
            List.of("at+jwt"),
            List.of("ES256", "EdDSA"),
            List.of("partner.example"),
            false,
            Duration.ofHours(1),
            Map.of(),
            Map.of(
                "kubernetes", Map.of("namespace", "/k8s/ns", "service_account", "/k8s/sa"),
                "ci", Map.of("repository_id", "/repo"))),
        whole().issuers().getFirst());
  }

  @Test
  void opaqueTokensAreIntrospected() throws Exception {
    Issuer opaque = whole().issuers().get(1);

    assertEquals(null, opaque.keys());
    assertEquals(
        new Introspection(
            URI.create("https://opaque.example/introspect"),
            "countersign",
            directory.resolve("client-key.pem"),
            "k1",
            directory.resolve("client.pem"),
            Duration.ofSeconds(5)),
        opaque.introspection());
  }

  @Test
  void aPlatformHasTypesAndAlgorithmsOfItsOwn() throws Exception {
    Issuer ci = whole().issuers().get(2);

    assertEquals(new Location.OfMetadata(), ci.keys());
    assertEquals(List.of("", "JWT"), ci.tokenTypes());
    assertEquals(List.of("RS256", "ES256"), ci.algorithms());
    assertEquals(Map.of("repository_id", "/project/id"), ci.claims());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kind: kubernetes                                  | require-binding | never bound
          kind: ci, require-binding: false                  | claims          | needs it
          kind: spaceship                                   | kind            | access-token, kubernetes
          kind: workload, vouches-for: { ci: { a: /b } }    | kind            | for access tokens alone
          vouches-for: { ci: { a: b } }                     | vouches-for.ci.a | no JSON pointer
          vouches-for: { ci: { a: /b~2 } }                  | vouches-for.ci.a | no JSON pointer
          vouches-for: { moon: { a: /b } }                  | vouches-for.moon.a | unknown key
          introspection: { client-id: c, key: file:k, endpoint: "http://i.example" } | introspection.endpoint | no URI of https
          introspection: { client-id: c, key: file:k, cache: 2m } | introspection.cache | at most 60s
          introspection: { key: file:k }                    | introspection.client-id | missing
          """)
  void aMistakeAboutAnIssuerIsNamed(String members, String key, String what) {
    String yaml =
        """
        countersign:
          origins: [ "https://orders.example" ]
          trust:
            issuers:
              - { issuer: i, jwks: file:j, audiences: [ a ], %s }
          policy: { bundle: file:bundle.tar.gz }
          log: { origin: countersign.example/pdp-0 }
        """
            .formatted(members);
    assertProblem(yaml, "countersign.trust.issuers[0]." + key, what);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bundle: "http://bundles.example"                          | bundle           | write file:PATH, https://
          bundle: discover                                          | bundle           | is no location
          bundle: "https://user@bundles.example"                    | bundle           | without a user
          bundle: file:b, revocation: { mode: crl }                 | revocation.crls  | mode and sources
          bundle: file:b, revocation: { mode: ocsp }                | revocation.ocsp  | mode and sources
          bundle: file:b, revocation: { crls: [ file:c ] }          | revocation.mode  | mode and sources
          bundle: file:b, revocation: { mode: sometimes }           | revocation.mode  | is none of
          bundle: file:b, endpoint: { bundle: file:c }              | endpoint.spiffe-id | missing
          """)
  void aMistakeAboutADomainIsNamed(String members, String key, String what) {
    String yaml =
        """
        countersign:
          origins: [ "https://orders.example" ]
          trust:
            domains:
              - { name: prod.example, %s }
          policy: { bundle: file:bundle.tar.gz }
          log: { origin: countersign.example/pdp-0 }
        """
            .formatted(members);
    assertProblem(yaml, "countersign.trust.domains[0]." + key, what);
  }

  private void assertProblem(String yaml, String key, String what) {
    List<String> problems = assertThrows(ConfigurationException.class, () -> read(yaml)).problems();
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.getFirst().contains(": " + key + ": "), problems.toString());
    assertTrue(problems.getFirst().contains(what), problems.toString());
  }

  @Test
  void twoIssuersOfOpaqueTokensAreRefused() {
    String yaml =
        """
        countersign:
          origins: [ "https://orders.example" ]
          trust:
            issuers:
              - { issuer: a, audiences: [ a ], introspection: { client-id: c, key: file:k } }
              - { issuer: b, audiences: [ a ], introspection: { client-id: c, key: file:k } }
          policy: { bundle: file:bundle.tar.gz }
          log: { origin: countersign.example/pdp-0 }
        """;
    assertProblem(yaml, "countersign.trust.issuers", "does not say whose it is");
  }

  @Test
  void theSetUpIsExplainedInWords() throws Exception {
    Path file = Files.writeString(directory.resolve("c.yaml"), SettingsReaderTest.WHOLE);
    String words = String.join("\n", TrustExplanation.of(SettingsReader.read(file, Map.of())));

    for (String said :
        List.of(
            "Gateways that may ask, by their TLS certificate: spiffe://prod.example/gateway.",
            "Trust domain prod.example: certificates under its bundle",
            "vouch for spiffe://prod.example/… and for nobody else",
            "Its JWT-SVIDs are accepted for https://orders.example",
            "served by spiffe://partner.example/bundles",
            "They may come unbound; whoever holds such a token can use it (bearer).",
            "Its claims are believed about ci (repository_id) and kubernetes (namespace, service_account).",
            "issues build-system tokens for countersign",
            "spiffe://prod.example/agent, by their key; others are nobody.",
            "Header x-workload-token: evidence from tokens of https://kubernetes.default.svc",
            "Agents' actions can be approved by https://approvals.example.",
            "serve for 12 h")) {
      assertTrue(words.contains(said), said + " is not in:\n" + words);
    }
  }
}
