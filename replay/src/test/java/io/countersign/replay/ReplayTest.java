package io.countersign.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.CallerFacts;
import io.countersign.decision.CredentialHeaders;
import io.countersign.decision.DecisionId;
import io.countersign.decision.DecisionRecord;
import io.countersign.decision.Destination;
import io.countersign.decision.Effects;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.Peer;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.Reason;
import io.countersign.decision.RequestBody;
import io.countersign.decision.SubjectId;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonPointer;
import io.countersign.log.Masking;
import io.countersign.log.TlogDecisionLog;
import io.countersign.log.tlog.DirectoryTileReader;
import io.countersign.log.tlog.Durability;
import io.countersign.log.tlog.LogReader;
import io.countersign.log.tlog.NotIncludedException;
import io.countersign.log.tlog.TileLogOptions;
import io.countersign.log.tlog.VerifierKey;
import io.countersign.policy.BundleBuilder;
import io.countersign.policy.BundlePolicy;
import io.countersign.policy.OpaProgram;
import io.countersign.policy.PolicyLoader;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.Engine;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplayTest {
  private static final String ENTRYPOINT = "echo/decision";
  private static final Instant TIME = Instant.parse("2026-03-04T05:06:07.089123456Z");
  private static final BundleReader READER =
      new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);
  private static final EvaluationLimits LIMITS = EvaluationLimits.defaults();
  private static final WasmEngine WASM = new WasmEngine(LIMITS);
  private static final PolicyLoader LOADER = new PolicyLoader(READER, WASM, LIMITS, null);

  private static Bundle echo;
  private static Bundle plain;
  private static Bundle strict;

  @TempDir private Path folder;
  private int number;

  @BeforeAll
  static void build() throws Exception {
    Optional<OpaProgram> opa = OpaProgram.find(System.getenv().getOrDefault("PATH", ""));
    assumeTrue(
        opa.isPresent(),
        "opa is not on the PATH: install opa 1.22.2 from https://www.openpolicyagent.org");
    BundleBuilder builder = new BundleBuilder(opa.orElseThrow(), READER);
    echo = built(builder, "echo");
    plain = built(builder, "plain");
    strict = built(builder, "strict");
  }

  private static Bundle built(BundleBuilder builder, String name) throws Exception {
    byte[] archive =
        builder.build(
            Path.of("src/test/resources", name),
            List.of(ENTRYPOINT),
            BundleBuilder.Target.BOTH,
            name);
    return READER.read(name + ".tar.gz", archive);
  }

  @AfterAll
  static void close() {
    WASM.close();
  }

  private TlogDecisionLog open(Masking masking) throws IOException {
    return TlogDecisionLog.open(
        TileLogOptions.of(
            folder.resolve("log"),
            "log.example/pdp-0",
            folder.resolve("key.pem"),
            Durability.ORDERED),
        "test",
        masking,
        InstantSource.fixed(TIME),
        new SplittableRandom(7));
  }

  private LogReader reader() throws IOException {
    Path log = folder.resolve("log");
    return LogReader.open(
        new DirectoryTileReader(log), VerifierKey.parse(Files.readString(log.resolve("vkey"))));
  }

  private ReplayReport replayed() throws IOException {
    return replayed(Selection.ALL);
  }

  private ReplayReport replayed(Selection selection) throws IOException {
    return new Replay(selection, 2, records -> {})
        .withRecorded(reader(), new KeptPolicies(folder.resolve("log"), READER, LOADER));
  }

  /** Everything that a request can have, so that nothing of it may be missing in its record. */
  private static AccessRequest.Builder request() {
    return AccessRequest.builder()
        .id("gateway-1")
        .method("GET")
        .scheme("https")
        .authority("orders.example:8443")
        .target("/api/v1/a%20b/ü?q=1&q=2&access_token=SECRET&r=%C3%A4")
        .protocol("HTTP/2")
        .headers(
            Headers.of(
                new Header("accept", "text/html"),
                new Header("accept", "text/plain"),
                new Header("authorization", "DPoP SECRET"),
                new Header("x-user", "someone")))
        .peer(new Peer("192.0.2.7", 51_000, "spiffe://prod.example/a", ""))
        .destination(
            new Destination("ledger", "spiffe://prod.example/ledger", "198.51.100.9", 8443))
        .contextExtensions(Map.of("service", "ledger", "route", "r1"))
        .metadata(filter("shadow"))
        .routeMetadata(filter("tier"));
  }

  private static JsonObject filter(String name) {
    JsonObject member = JsonObject.builder().put(name, "x").put("number", 1).build();
    return JsonObject.builder().put("envoy.filters.http.rbac", member).build();
  }

  private DecisionRecord decided(AccessRequest request, BundlePolicy policy, String subject) {
    CallerFacts nobody = CallerFacts.NOTHING;
    CallerFacts facts =
        new CallerFacts(
            new SubjectId(subject, "prod.example"),
            nobody.certificate(),
            nobody.credential(),
            nobody.actors(),
            nobody.agent(),
            nobody.evidence(),
            nobody.transaction(),
            nobody.sharedCredential(),
            nobody.trustDataAge(),
            nobody.attribution());
    PolicyInput input =
        PolicyInput.of(request, CredentialHeaders.KNOWN, facts, policy.registration(subject), TIME);
    return new DecisionRecord(
        nextId(), TIME, true, input, policy.evaluate(input), policy.identity());
  }

  private DecisionRecord decided(AccessRequest request, BundlePolicy policy) {
    return decided(request, policy, "spiffe://prod.example/a");
  }

  private DecisionId nextId() {
    return new DecisionId("019cb7c1-96b1-7000-8000-" + HexFormat.of().toHexDigits(number++, 12));
  }

  private BundlePolicy activated(TlogDecisionLog log, Engine engine) throws Exception {
    Bundle bundle = engine == Engine.PLAN ? echo : plain;
    BundlePolicy policy = LOADER.load(bundle, ENTRYPOINT, engine);
    log.activate(policy.identity(), bundle.archive());
    return policy;
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whatWasAskedIsRebuiltToTheLastMember(Engine engine) throws Exception {
    try (TlogDecisionLog log = open(Masking.NONE)) {
      BundlePolicy policy = activated(log, engine);
      log.append(decided(request().build(), policy));
      log.append(decided(request().method("POST").build(), policy));
      log.append(decided(AccessRequest.builder().build(), policy));
      log.append(
          decided(
              request().body(new RequestBody(ByteBuffer.wrap(new byte[0]), true)).build(), policy));
      for (int i = 0; i < 600; i++) {
        log.append(decided(request().id("gateway-" + i).target("/" + i).build(), policy));
      }
    }
    ReplayReport report = replayed();
    assertEquals(List.of(), report.differences());
    assertEquals(604, report.agreed());
    assertEquals(Map.of(), report.setAside());
  }

  @Test
  void answerThatPolicyDidNotGiveIsAnAlarm() throws Exception {
    try (TlogDecisionLog log = open(Masking.NONE)) {
      BundlePolicy policy = activated(log, Engine.PLAN);
      DecisionRecord honest = decided(request().method("POST").build(), policy);
      log.append(
          new DecisionRecord(
              honest.id(),
              honest.time(),
              true,
              honest.input(),
              new Verdict.Allow(Effects.NONE, JsonBoolean.TRUE),
              honest.policy()));
      DecisionRecord other = decided(request().build(), policy);
      log.append(
          new DecisionRecord(
              other.id(),
              other.time().plusMillis(1),
              true,
              other.input(),
              other.verdict(),
              other.policy()));
    }
    ReplayReport report = replayed();
    assertEquals(2, report.differed());
    assertEquals(
        List.of(
            "recorded allow ALLOWED, replayed deny POLICY_DENIED",
            "the policy's result is another document"),
        report.differences().stream().map(ReplayReport.Difference::what).toList());
    assertEquals(2, report.differences().getFirst().index());
  }

  @Test
  void bundleThatIsGoneIsAnAlarm() throws Exception {
    try (TlogDecisionLog log = open(Masking.NONE)) {
      log.append(decided(request().build(), activated(log, Engine.PLAN)));
    }
    Files.delete(kept());
    ReplayReport report = replayed();
    assertEquals(1, report.differed());
    assertTrue(report.differences().getFirst().what().contains("is not in"), report.toString());
  }

  @Test
  void bundleThatWasReplacedIsAnAlarm() throws Exception {
    try (TlogDecisionLog log = open(Masking.NONE)) {
      log.append(decided(request().build(), activated(log, Engine.PLAN)));
    }
    Files.write(kept(), strict.archive());
    ReplayReport report = replayed();
    assertEquals(1, report.differed());
    assertTrue(report.differences().getFirst().what().contains("another one"), report.toString());
  }

  private Path kept() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("log/bundles"))) {
      return files.filter(file -> file.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
    }
  }

  @Test
  void recordThatWasChangedEndsTheReplay() throws Exception {
    try (TlogDecisionLog log = open(Masking.NONE)) {
      log.append(decided(request().build(), activated(log, Engine.PLAN)));
    }
    Path entries = folder.resolve("log/tile/entries/000.p/4");
    String text = Files.readString(entries, StandardCharsets.ISO_8859_1);
    Files.writeString(entries, text.replace("gateway-1", "gateway-2"), StandardCharsets.ISO_8859_1);
    NotIncludedException broken = assertThrows(NotIncludedException.class, this::replayed);
    assertTrue(String.valueOf(broken.getMessage()).contains("log verify"), broken.getMessage());
  }

  @Test
  void whatPolicyDidNotDecideIsSetAside() throws Exception {
    try (TlogDecisionLog log = open(Masking.NONE)) {
      BundlePolicy policy = activated(log, Engine.PLAN);
      DecisionRecord decision = decided(request().build(), policy);
      log.append(denied(decision, Reason.DEADLINE_EXCEEDED, true));
      log.append(denied(decision, Reason.EVALUATION_LIMIT, true));
      log.append(denied(decision, Reason.DPOP_REPLAYED, false));
    }
    ReplayReport report = replayed();
    assertEquals(0, report.agreed() + report.differed());
    assertEquals(
        Map.of(
            "DEADLINE_EXCEEDED", 1L,
            "EVALUATION_LIMIT", 1L,
            "refused before policy was asked: DPOP_REPLAYED", 1L),
        report.setAside());
  }

  private DecisionRecord denied(DecisionRecord decision, Reason reason, boolean asked) {
    return new DecisionRecord(
        nextId(),
        TIME,
        asked,
        decision.input(),
        Verdict.deny(reason),
        asked ? decision.policy() : null);
  }

  @Test
  void bodyAndMaskedMembersAreNoAlarm() throws Exception {
    Masking masking =
        new Masking(
            List.of(
                new Masking.Rule(JsonPointer.parse("/request/headers/x-user"), Masking.How.DROP)),
            new byte[0]);
    try (TlogDecisionLog log = open(masking)) {
      BundlePolicy policy = activated(log, Engine.PLAN);
      log.append(decided(request().build(), policy));
      byte[] body = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
      log.append(
          decided(
              request()
                  .headers(Headers.EMPTY)
                  .body(new RequestBody(ByteBuffer.wrap(body), false))
                  .build(),
              policy));
    }
    ReplayReport report = replayed();
    assertEquals(List.of(), report.differences());
    assertEquals(2, report.setAside().values().stream().mapToLong(Long::longValue).sum());
    assertEquals(2, report.setAside().size());
  }

  @Test
  void selectionIsByTimeAndByMembers() throws Exception {
    try (TlogDecisionLog log = open(Masking.NONE)) {
      BundlePolicy policy = activated(log, Engine.PLAN);
      log.append(decided(request().build(), policy));
      log.append(decided(request().method("POST").build(), policy));
    }
    assertEquals(1, replayed(where("request.method", "POST")).agreed());
    assertEquals(2, replayed(where("request.time.epoch_seconds", "1772600767")).agreed());
    assertEquals(0, replayed(where("request.nothing.there", "POST")).agreed());
    Instant millis = Instant.parse("2026-03-04T05:06:07.089Z");
    assertEquals(2, replayed(new Selection(millis, millis.plusMillis(1), Map.of())).agreed());
    assertEquals(0, replayed(new Selection(null, millis, Map.of())).agreed());
    assertEquals(0, replayed(new Selection(millis.plusMillis(1), null, Map.of())).agreed());
  }

  private static Selection where(String member, String value) {
    return new Selection(null, null, Map.of(member, value));
  }

  @Test
  void otherBundleShowsWhatWouldChange() throws Exception {
    try (TlogDecisionLog log = open(Masking.NONE)) {
      BundlePolicy policy = activated(log, Engine.PLAN);
      log.append(decided(request().build(), policy));
      log.append(decided(request().build(), policy, "spiffe://prod.example/b"));
      log.append(decided(request().target("/b").build(), policy, "spiffe://prod.example/b"));
      log.append(decided(request().method("POST").build(), policy));
    }
    WhatIf found =
        new Replay(Selection.ALL, 2, records -> {})
            .withOther(reader(), LOADER.load(strict, ENTRYPOINT));
    assertEquals(1, found.same());
    assertEquals(3, found.changed());
    assertEquals(
        Map.of("ALLOWED -> UNREGISTERED_IDENTITY", 2L, "POLICY_DENIED -> ALLOWED", 1L),
        found.changes());
    assertEquals(
        Map.of("spiffe://prod.example/a", 1L, "spiffe://prod.example/b", 2L), found.subjects());
    assertEquals(3, found.routes().size());
    assertEquals(1L, found.routes().get("GET ledger/b"));
    List<Replay.Example> examples = found.examples().get("POLICY_DENIED -> ALLOWED");
    assertEquals(List.of(new Replay.Example(5, "019cb7c1-96b1-7000-8000-000000000003")), examples);
  }
}
