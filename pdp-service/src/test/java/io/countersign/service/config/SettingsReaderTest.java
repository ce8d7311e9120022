package io.countersign.service.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.PathRules;
import io.countersign.decision.Sha256;
import io.countersign.decision.json.JsonPointer;
import io.countersign.log.Masking;
import io.countersign.log.tlog.Durability;
import io.countersign.log.witness.WitnessAddress;
import io.countersign.log.witness.WitnessKey;
import java.io.IOException;
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
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
  /** What is said of a policy that a server keeps. */
  static final String REMOTE =
"""
countersign:
  origins: [ "https://orders.example" ]
  trust: { domains: [ { name: prod.example, bundle: file:ca.pem } ] }
  policy:
    bundle: https://bundles.example/authz.tar.gz
    poll: 1m
    max-age: 1d
    token: file:token
    tls: { certificate: file:replica.pem, key: file:replica-key.pem, ca: file:servers.pem }
    cache: kept
    pin: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
  log:
    origin: countersign.example/pdp-0
""";

  static final String WHOLE =
      """
      countersign:
        listen:
          grpc: 127.0.0.1:9291
          http: "[::1]:8281"
          tls: { certificate: file:pdp.pem, key: file:pdp-key.pem, client-ca: file:gateways.pem }
        origins: [ "https://orders.example" ]
        paths: lenient
        trust:
          domains:
            - name: prod.example
              bundle: file:ca.pem
              jwt-svid-audiences: [ "https://orders.example" ]
              revocation:
                mode: either
                crls: [ "file:ca.crl", "https://pki.example/ca.crl" ]
                ocsp: http://ocsp.example/
                ocsp-nonce: true
                max-age: 1d
            - name: partner.example
              bundle: https://spiffe.partner.example/bundle
              endpoint: { spiffe-id: "spiffe://partner.example/bundles", bundle: file:partner.json }
            - { name: edge.example, bundle: "workload-api:unix:///run/spire/agent.sock" }
          max-age: 12h
          ca: file:servers.pem
          issuers:
            - issuer: https://issuer.example
              jwks: file:/etc/jwks.json
              audiences: [ "https://orders.example" ]
              token-types: [ "at+jwt" ]
              algorithms: [ ES256, EdDSA ]
              trust-domains: [ partner.example ]
              require-binding: false
              vouches-for:
                kubernetes: { namespace: /k8s/ns, service_account: /k8s/sa }
                ci: { repository_id: /repo }
            - issuer: https://opaque.example
              introspection:
                client-id: countersign
                endpoint: https://opaque.example/introspect
                key: file:client-key.pem
                key-id: k1
                certificate: file:client.pem
                cache: 5s
              audiences: [ "https://orders.example" ]
            - issuer: https://ci.example
              kind: ci
              jwks: discover
              audiences: [ countersign ]
              require-binding: false
              max-age: 10m
              claims: { repository_id: /project/id }
          approvals:
            - { issuer: "https://approvals.example", jwks: file:approvals.json }
          directories:
            - { name: "https://agents.example", jwks: "https://agents.example/keys", subjects: { k1: "spiffe://prod.example/agent" } }
        gateways:
          spiffe-ids: [ "spiffe://prod.example/gateway" ]
          grpc-certificate: client-cert
          http-certificate: ssl-client-cert
        dpop: { max-age: 90s, clock-skew: 500ms, nonce: off, replay: redis, replay-capacity: 1000 }
        redis: { url: "rediss://redis.example:6380", password: file:redis, ca: file:redis.pem, timeout: 50ms }
        wimse: { proof: workload-proof-token, max-lifetime: 30s }
        signatures: { max-age: 30s, max-lifetime: 2m, tags: [ web-bot-auth ], content-digest: false }
        evidence:
          headers:
            - name: X-Workload-Token
              kind: kubernetes
              issuer: https://kubernetes.default.svc
              jwks: file:cluster.json
              audiences: [ countersign ]
              algorithms: [ RS256 ]
              max-age: 30m
            - { name: x-job, kind: ci, issuer: "https://ci.example", jwks: discover, audiences: [ c ], claims: { job: /job } }
            - { name: x-job-certificate, kind: fulcio, issuer: "https://ci.example", roots: file:fulcio.pem }
        policy:
          bundle: file:bundle.tar.gz
          bundles: { registry: file:registry.tar.gz, zones: file:zones }
          entrypoint: my/rule
          verification-keys: { default: file:bundle-key.pem }
          shadow: { bundle: file:candidate.tar.gz, bundles: { zones: file:next-zones }, entrypoint: next/rule }
        log:
          dir: data/log
          origin: countersign.example/pdp-0
          key: file:log-key.pem
          previous-key: file:log-key-of-before.pem
          durability: durable
          mask:
            - { pointer: /request/headers/x-user }
            - { pointer: /credential/token/claims/*, by: drop }
          mask-salt: file:salt
          serve: false
          witnesses:
            - vkey: witness.example/lite+8e9e9b4e+BMgWpWWEU8jbVczNbJ8ixooB0Df9aYH9g4LBHE2F4Nw7
              url: https://witness.example/
          witness-quorum: 1
          witness-interval: 30s
        witness:
          name: countersign.example/witness-0
          key: file:witness-key.pem
          state: data/witness
          logs: [ "log.example/a+d5a72aad+AfOUsBzdSxeCXSAWr42GwS7a9ZmO+cJ2tuEdrEiYcN58" ]
        admin: { token: file:admin-token }
      """;

  private static final String LEAST =
      """
      countersign:
        origins: [ "https://orders.example" ]
        trust:
          domains:
            - { name: prod.example, bundle: file:ca.pem }
        policy: { bundle: file:bundle.tar.gz }
        log: { origin: countersign.example/pdp-0 }
      """;

  @TempDir private Path directory;

  private Settings read(String yaml, Map<String, String> environment)
      throws IOException, ConfigurationException {
    return SettingsReader.read(Files.writeString(directory.resolve("c.yaml"), yaml), environment);
  }

  private List<String> problems(String yaml) throws IOException {
    Path file = Files.writeString(directory.resolve("c.yaml"), yaml);
    return assertThrows(ConfigurationException.class, () -> SettingsReader.read(file, Map.of()))
        .problems();
  }

  @Test
  void everyKeyOfTheContractIsRead() throws Exception {
    Settings settings = read(WHOLE, Map.of());

    assertEquals(new HostPort("127.0.0.1", 9291), settings.listen().grpc());
    assertEquals(new HostPort("::1", 8281), settings.listen().http());
    assertEquals(List.of(URI.create("https://orders.example")), settings.origins());
    assertEquals(PathRules.LENIENT, settings.paths());
    assertEquals("https://approvals.example", settings.trust().approvals().getFirst().issuer());
    assertEquals(
        new Settings.Dpop(
            Duration.ofSeconds(90),
            Duration.ofMillis(500),
            Settings.Dpop.Nonce.OFF,
            Settings.Dpop.Replay.REDIS,
            1000),
        settings.dpop());
    assertEquals(
        new Settings.PolicySettings(
            new Location.OfFile(directory.resolve("bundle.tar.gz")),
            null,
            Map.of(
                "registry", new Location.OfFile(directory.resolve("registry.tar.gz")),
                "zones", new Location.OfFile(directory.resolve("zones"))),
            "my/rule",
            Map.of("default", directory.resolve("bundle-key.pem")),
            new Settings.Shadow(
                new Location.OfFile(directory.resolve("candidate.tar.gz")),
                Map.of(
                    "registry", new Location.OfFile(directory.resolve("registry.tar.gz")),
                    "zones", new Location.OfFile(directory.resolve("next-zones"))),
                "next/rule")),
        settings.policy());
    assertEquals(
        new Settings.LogSettings(
            directory.resolve("data/log"),
            "countersign.example/pdp-0",
            directory.resolve("log-key.pem"),
            directory.resolve("log-key-of-before.pem"),
            Durability.DURABLE,
            List.of(
                new Masking.Rule(JsonPointer.parse("/request/headers/x-user"), Masking.How.DIGEST),
                new Masking.Rule(
                    JsonPointer.parse("/credential/token/claims/*"), Masking.How.DROP)),
            directory.resolve("salt"),
            false,
            new Settings.Witnesses(
                List.of(
                    new WitnessAddress(
                        WitnessKey.parse(
                            "witness.example/lite+8e9e9b4e+BMgWpWWEU8jbVczNbJ8ixooB0Df9aYH9g4LBHE2F4Nw7"),
                        URI.create("https://witness.example/"))),
                1,
                Duration.ofSeconds(30))),
        settings.log());
    assertEquals(directory.resolve("admin-token"), settings.adminToken());
  }

  @Test
  void policyOfAServerIsReadAsWritten() throws Exception {
    Settings.PolicySettings policy = read(REMOTE, Map.of()).policy();
    assertEquals(
        new Location.OfHttps(URI.create("https://bundles.example/authz.tar.gz")), policy.bundle());
    assertEquals(
        new Settings.Remote(
            Duration.ofMinutes(1),
            Duration.ofDays(1),
            directory.resolve("token"),
            directory.resolve("replica.pem"),
            directory.resolve("replica-key.pem"),
            directory.resolve("servers.pem"),
            directory.resolve("kept"),
            Sha256.of(new byte[0])),
        policy.remote());
  }

  @Test
  void policyOfAServerHasDefaults() throws Exception {
    String least = REMOTE.replaceAll("(?m)^ {4}(poll|max-age|token|tls|cache|pin):.*\n", "");
    assertEquals(
        new Settings.Remote(
            Duration.ofSeconds(30),
            null,
            null,
            null,
            null,
            null,
            directory.resolve("data/policy-cache"),
            null),
        read(least, Map.of()).policy().remote());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "poll: 1m | poll: 500ms | policy.poll | from 1s to 1h",
        "poll: 1m | poll: 2h | policy.poll | from 1s to 1h",
        "max-age: 1d | max-age: 90s | policy.max-age | twice",
        "max-age: 1d | max-age: 0s | policy.max-age | twice",
        "pin: e3 | pin: E3 | policy.pin | 64 hexadecimal digits",
        "cert: file:replica.pem | none | policy.tls.certificate | both or none",
        "token: file:token | token: secret | policy.token | write file:PATH",
        "https://bundles | http://bundles | policy.bundle | write file:PATH",
        "https://bundles | https://me@bundles | policy.bundle | without a user",
        "https://bundles.example/ | file:bundle/ | policy.token | is for bundles of https",
        "poll: 1m | bundles: { a: file:a } | policy.pin | without policy.bundles",
        "poll: 1m | bundles: { a: https://a.example/a } | policy.token | a.example, bundles.example",
        "poll: 1m | shadow: { bundle: https://b.example:8443/a } | policy.token | b.example:8443",
      })
  void mistakesAboutAServerAreNamed(String good, String bad, String key, String what) {
    String text =
        good.startsWith("cert")
            ? REMOTE.replace("certificate: file:replica.pem, ", "")
            : REMOTE.replace(good, bad);
    ConfigurationException refused =
        assertThrows(ConfigurationException.class, () -> read(text, Map.of()));
    assertTrue(
        refused.problems().stream().anyMatch(line -> line.contains(key) && line.contains(what)),
        refused.problems().toString());
  }

  @Test
  void bundlesOfAServerMayBeAnyOfThem() throws Exception {
    Location.OfHttps server = new Location.OfHttps(URI.create("https://b.example/b.tar.gz"));
    Settings.PolicySettings policy =
        read(
                LEAST.replace(
                    "bundle: file:bundle.tar.gz",
                    "bundle: file:bundle.tar.gz, bundles: { b: https://b.example/b.tar.gz },"
                        + " token: file:token, max-age: 1h,"
                        + " shadow: { bundle: https://b.example/b.tar.gz }"),
                Map.of())
            .policy();
    assertEquals(Map.of("b", server), policy.bundles());
    assertEquals(
        new Settings.Shadow(server, Map.of("b", server), policy.entrypoint()), policy.shadow());
    assertEquals(Duration.ofHours(1), policy.remote() == null ? null : policy.remote().maxAge());
  }

  @Test
  void anAgeOfACandidateIsAMistake() {
    String text =
        LEAST.replace(
            "bundle: file:bundle.tar.gz",
            "bundle: file:bundle.tar.gz, max-age: 1h, shadow: { bundle: https://b.example/b }");
    ConfigurationException refused =
        assertThrows(ConfigurationException.class, () -> read(text, Map.of()));
    assertEquals(1, refused.problems().size(), refused.problems().toString());
    assertTrue(refused.problems().getFirst().contains("not for a candidate"), refused.getMessage());
  }

  @Test
  void whatIsLeftOutHasTheDefaultsOfTheContract() throws Exception {
    Settings settings = read(LEAST, Map.of());

    assertEquals("127.0.0.1:9191", settings.listen().grpc().toString());
    assertEquals("127.0.0.1:8181", settings.listen().http().toString());
    assertEquals(PathRules.STRICT, settings.paths());
    assertEquals(Duration.ofSeconds(60), settings.dpop().maxAge());
    assertEquals(Duration.ofSeconds(5), settings.dpop().clockSkew());
    assertEquals("countersign/authz/decision", settings.policy().entrypoint());
    assertEquals(directory.resolve("data/log"), settings.log().directory());
    assertEquals(Durability.ORDERED, settings.log().durability());
    assertTrue(settings.log().served());
    assertNull(settings.adminToken());
  }

  /** The records tell who does what. */
  @Test
  void otherMachinesGetTheLogOnlyWhereSomebodySaidSo() throws Exception {
    String open = LEAST + "  listen: { http: \"0.0.0.0:8181\", insecure: true }\n";
    assertFalse(read(open, Map.of()).log().served());
    assertTrue(read(open, Map.of("COUNTERSIGN_LOG_SERVE", "true")).log().served());
    assertFalse(read(LEAST, Map.of("COUNTERSIGN_LOG_SERVE", "false")).log().served());
  }

  @Test
  void aCandidateIsAskedForTheEntrypointOfTheActivePolicyUnlessItNamesItsOwn() throws Exception {
    String active = "policy: { bundle: file:bundle.tar.gz";
    assertNull(read(LEAST, Map.of()).policy().shadow());
    assertEquals(
        new Settings.Shadow(
            new Location.OfFile(directory.resolve("next.tar.gz")), Map.of(), "my/rule"),
        read(
                LEAST.replace(
                    active, active + ", entrypoint: my/rule, shadow: { bundle: file:next.tar.gz }"),
                Map.of())
            .policy()
            .shadow());
  }

  @Test
  void aShadowWithoutABundleIsAMistake() {
    assertThrows(
        ConfigurationException.class,
        () ->
            read(
                LEAST.replace(
                    "bundle: file:bundle.tar.gz",
                    "bundle: file:bundle.tar.gz, shadow: { entrypoint: my/rule }"),
                Map.of()));
  }

  @Test
  void anIssuerVouchesForTheConfiguredTrustDomainsUnlessItIsGivenOthers() throws Exception {
    Settings settings =
        read(
            LEAST.replace(
                "  policy:",
                "    issuers:\n      - { issuer: i, jwks: file:j, audiences: [ a ] }\n  policy:"),
            Map.of());

    assertEquals(List.of("prod.example"), settings.trust().issuers().getFirst().trustDomains());
  }

  @Test
  void theEnvironmentGoesBeforeTheFile() throws Exception {
    Settings settings =
        read(
            WHOLE,
            Map.of(
                "COUNTERSIGN_LOG_DIR", "/var/log/countersign",
                "COUNTERSIGN_DPOP_MAX_AGE", "30s",
                "COUNTERSIGN_ORIGINS", "https://a.example, https://b.example",
                "COUNTERSIGN_TRUST_DOMAINS_0__NAME", "other.example"));

    assertEquals(Path.of("/var/log/countersign"), settings.log().directory());
    assertEquals(Duration.ofSeconds(30), settings.dpop().maxAge());
    assertEquals(
        List.of(URI.create("https://a.example"), URI.create("https://b.example")),
        settings.origins());
    assertEquals("other.example", settings.trust().domains().getFirst().name());
  }

  @Test
  void aWrongValueOfTheEnvironmentIsNamedAsSuch() {
    ConfigurationException refusal =
        assertThrows(
            ConfigurationException.class,
            () -> read(LEAST, Map.of("COUNTERSIGN_DPOP_MAX_AGE", "soon")));

    assertTrue(
        refusal
            .problems()
            .getFirst()
            .startsWith("environment variable COUNTERSIGN_DPOP_MAX_AGE: countersign.dpop.max-age:"),
        refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ pointer: /subject/id }",
        "{ pointer: path }",
        "{ pointer: /request }",
        "{ by: drop }",
        "{ pointer: /request/path, by: rot13 }"
      })
  void whatMayNotBeMaskedIsAMistake(String rule) throws Exception {
    List<String> problems = problems(LEAST.replace("log: {", "log: { mask: [ " + rule + " ],"));
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.getFirst().contains("log.mask[0]."), problems.getFirst());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          listen: { grpc: 10.0.0.1:9191 }     | listen.grpc        | lets other machines pose
          listen: { grpc: gateway:9191 }      | listen.grpc        | lets other machines pose
          listen: { grpc: 127.0.0.1 }         | listen.grpc        | write host:port
          listen: { http: 127.0.0.1:65536 }   | listen.http        | port from 0 to 65535
          listen: { grcp: 127.0.0.1:1 }       | listen.grcp        | did you mean countersign.listen.grpc?
          listen: 127.0.0.1:9191              | listen             | needs keys below it
          paths: loose                        | paths              | is none of: strict, lenient
          dpop: { max-age: 60 }               | dpop.max-age       | is no duration
          dpop: { max-age: 2h }               | dpop.max-age       | at most 1h
          dpop: { max-age: 0s }               | dpop.max-age       | more than 0
          dpop: { clock-skew: 61s }           | dpop.clock-skew    | at most 60s
          dpop: { nonce: sometimes }          | dpop.nonce         | is none of
          dpop: { replay: paper }             | dpop.replay        | is none of
          dpop: { replay-capacity: 0 }        | dpop.replay-capacity | no whole number
          admin: { token: secret }            | admin.token        | write file:PATH
          admin: { token: https://x.example } | admin.token        | write file:PATH
          dpop: { replay: redis }             | dpop.replay        | say where it is
          redis: { url: "http://localhost" }  | redis.url          | is no URI of redis or rediss
          gateways: { http-certificate: x }   | gateways.http-certificate | x-forwarded-client-cert
          gateways: { http-certificate: attributes } | gateways.http-certificate | of gRPC alone
          gateways: { spiffe-ids: [ "spiffe://a/b" ] } | gateways.spiffe-ids | give countersign.listen.tls
          listen: { tls: { certificate: file:c, key: file:k, client-ca: file:a } } | listen.tls | spiffe-ids
          evidence: { headers: [ { name: x-a, kind: ci, issuer: i, jwks: file:j, audiences: [ a ] } ] } | evidence.headers[0].claims | needs it
          evidence: { headers: [ { name: x-a, kind: fulcio, issuer: i, roots: file:r }, { name: X-A, kind: fulcio, issuer: i, roots: file:r } ] } | evidence.headers[1].name | given twice
          redis: { timeout: 1s }              | redis.url | missing
          evidence: { headers: [ { name: x-a, kind: fulcio, issuer: i } ] } | evidence.headers[0].roots | missing
          evidence: { headers: [ { name: x-a, jwks: file:j, audiences: [ a ] } ] } | evidence.headers[0].issuer | missing
          wimse: { proof: header }            | wimse.proof        | is none of
          evidence: { headers: [ { name: authorization, issuer: i, jwks: file:j, audiences: [ a ] } ] } | evidence.headers[0].name | to itself
          colour: blue                        | colour             | unknown key
          """)
  void aMistakeIsNamedWithItsKeyAndLine(String line, String key, String what) throws Exception {
    List<String> problems = problems(LEAST + "  " + line + "\n");

    assertEquals(1, problems.size(), problems.toString());
    String problem = problems.getFirst();
    String place = directory.resolve("c.yaml") + ":8: countersign." + key + ": ";
    assertTrue(problem.startsWith(place), problem);
    assertTrue(problem.contains(what), problem);
  }

  @Test
  void everyMistakeIsNamedAtOnce() throws Exception {
    List<String> problems =
        problems(
            """
            countersign:
              origins: [ "orders.example" ]
              trust:
                domains:
                  - { name: "spiffe://prod.example", bundle: ca.pem }
                issuers:
                  - { issuer: "https://i.example", algorithms: [ HS256 ] }
              log: { origin: "two words" }
              policy:
            """);

    List<String> keys = problems.stream().map(problem -> problem.split(": ", 3)[1]).toList();
    assertEquals(
        List.of(
            "countersign.origins",
            "countersign.trust.domains[0].name",
            "countersign.trust.domains[0].bundle",
            "countersign.trust.issuers[0].jwks",
            "countersign.trust.issuers[0].audiences",
            "countersign.trust.issuers[0].algorithms",
            "countersign.policy.bundle",
            "countersign.log.origin"),
        keys,
        problems.toString());
  }

  @Test
  void aConfigurationThatTrustsNobodyIsRefused() throws Exception {
    List<String> problems = problems(LEAST.replaceAll("(?s)    domains:.*?ca.pem }\n", ""));

    assertTrue(problems.getFirst().contains("nobody could be verified"), problems.toString());
  }

  @Test
  void aKeyGivenTwiceIsRefused() throws Exception {
    List<String> problems = problems(LEAST + "  log: { origin: other.example/pdp }\n");

    assertEquals(
        List.of(directory.resolve("c.yaml") + ":8: countersign.log: given twice"), problems);
  }

  @Test
  void twoDomainsOfOneNameAreRefused() throws Exception {
    List<String> problems =
        problems(
            LEAST.replace(
                "    domains:\n",
                "    domains:\n      - { name: prod.example, bundle: file:b.pem }\n"));

    assertTrue(problems.getFirst().contains("given twice: prod.example"), problems.toString());
  }

  @Test
  void textThatIsNotYamlIsNamedWithItsLine() throws Exception {
    List<String> problems = problems("countersign:\n  origins: [ a\n");

    assertTrue(
        problems.getFirst().startsWith(directory.resolve("c.yaml") + ":"), problems.toString());
    assertTrue(problems.getFirst().contains("not YAML"), problems.toString());
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path absent = directory.resolve("absent.yaml");

    ConfigurationException refusal =
        assertThrows(ConfigurationException.class, () -> SettingsReader.read(absent, Map.of()));

    assertEquals(1, refusal.problems().size(), refusal.toString());
    assertTrue(
        refusal.problems().getFirst().startsWith(absent + ": cannot be read"), refusal.toString());
  }

  @Test
  void anotherAddressIsAcceptedWhereItIsSaidToBeMeant() throws Exception {
    Settings settings =
        read(LEAST + "  listen: { grpc: 0.0.0.0:9191, insecure: true }\n", Map.of());

    assertEquals("0.0.0.0:9191", settings.listen().grpc().toString());
  }

  @Test
  void witnessesThatCannotBeAskedAreNamed() throws Exception {
    String vkey = "witness.example/lite+8e9e9b4e+BMgWpWWEU8jbVczNbJ8ixooB0Df9aYH9g4LBHE2F4Nw7";
    String log = "log: { origin: countersign.example/pdp-0";
    assertTrue(LEAST.contains(log), LEAST);
    Map<String, String> wrong =
        Map.of(
            "witnesses: [ { vkey: nonsense, url: 'https://w.example/' } ]",
            "log.witnesses[0].vkey",
            "witnesses: [ { vkey: '" + vkey + "', url: 'http://w.example/' } ]",
            "log.witnesses[0].url",
            "witnesses: [ { vkey: '" + vkey + "', url: 'https://w.example/' } ], witness-quorum: 2",
            "log.witness-quorum",
            "witness-quorum: 1",
            "log.witness-quorum",
            "witness-interval: 10ms",
            "log.witness-interval");
    for (Map.Entry<String, String> each : wrong.entrySet()) {
      List<String> problems = problems(LEAST.replace(log, log + ", " + each.getKey()));
      assertEquals(1, problems.size(), problems.toString());
      assertTrue(problems.getFirst().contains(each.getValue()), problems.toString());
    }
  }
}
