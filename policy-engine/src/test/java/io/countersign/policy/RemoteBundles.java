package io.countersign.policy;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Policy;
import io.countersign.decision.PolicyInput;
import io.countersign.decision.Sha256;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.JsonObject;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.BundleSigner;
import io.countersign.policy.bundle.SigningKey;
import io.countersign.policy.bundle.TarGz;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import io.countersign.policy.remote.HttpsBundleOptions;
import io.countersign.policy.remote.HttpsBundleSource;
import io.countersign.policy.remote.PinnedBundleSource;
import io.countersign.policy.remote.TlsSetup;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A replica whose policy comes from a server, with a clock of its own. */
final class RemoteBundles implements AutoCloseable {
  static final int MAX_BYTES = 4_000_000;
  private static final String ENTRYPOINT = "p/allow";

  /** The plan of {@code package p} with {@code allow := true}. */
  private static final String PLAN =
      """
      {
        "static": {"strings": [{"value": "result"}], "files": [{"value": "p.rego"}]},
        "plans": {"plans": [{"name": "p/allow", "blocks": [{"stmts": [
          {"type": "MakeObjectStmt", "stmt": {"target": 2, "file": 0, "col": 0, "row": 0}},
          {"type": "ObjectInsertStmt", "stmt": {
            "key": {"type": "string_index", "value": 0},
            "value": {"type": "bool", "value": true},
            "object": 2, "file": 0, "col": 0, "row": 0}},
          {"type": "ResultSetAddStmt", "stmt": {"value": 2, "file": 0, "col": 0, "row": 0}}
        ]}]}]},
        "funcs": {"funcs": []}
      }
      """;

  private static final AccessRequest REQUEST =
      AccessRequest.builder().method("GET").authority("orders.example").target("/").build();

  private final WasmEngine engine = new WasmEngine(EvaluationLimits.defaults());
  private final Path folder;
  private final URI uri;
  private final List<BundleSource> sources = new ArrayList<>();
  final List<String> refused = new ArrayList<>();
  TlsSetup tls;
  VerificationKeys keys = VerificationKeys.NONE;
  Duration patience = Duration.ofSeconds(20);
  @Nullable Duration maxAge;
  @Nullable Path token;
  Instant now = Instant.parse("2026-01-01T00:00:00Z");

  RemoteBundles(Path folder, URI uri, TlsSetup tls) {
    this.folder = folder;
    this.uri = uri;
    this.tls = tls;
  }

  BundleReader reader() {
    return new BundleReader(BundleLimits.defaults(), keys);
  }

  private HttpsBundleOptions options() {
    return new HttpsBundleOptions(
        uri, Duration.ofSeconds(30), patience, maxAge, token, cache(), MAX_BYTES);
  }

  Path cache() {
    return folder.resolve("cache");
  }

  /** The kept archive of that name. */
  Path kept(String name) throws Exception {
    try (Stream<Path> files = Files.walk(cache())) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }

  /** Starts, and looks only when told to. */
  ReloadingPolicies start() throws BundleException {
    return start(source(uri));
  }

  ReloadingPolicies startPinned(Sha256 digest) throws BundleException {
    return start(new PinnedBundleSource(digest, options(), tls, reader(), () -> now));
  }

  /** Another server's bundle, kept and bounded alike. */
  HttpsBundleSource source(URI of) {
    HttpsBundleOptions alike =
        new HttpsBundleOptions(
            of, Duration.ofSeconds(30), patience, maxAge, token, cache(), MAX_BYTES);
    return new HttpsBundleSource(alike, tls, reader(), () -> now);
  }

  ReloadingPolicies start(BundleSource source) throws BundleException {
    sources.add(source);
    return ReloadingPolicies.unwatched(
        source,
        new PolicyLoader(reader(), engine, EvaluationLimits.defaults(), null),
        ENTRYPOINT,
        new PolicyListener() {
          @Override
          public void activating(BundlePolicy policy) {}

          @Override
          public void refused(BundleException refusal) {
            refused.add(String.valueOf(refusal.getMessage()));
          }
        });
  }

  /** What the policy says now; it allows everything. */
  Verdict verdict(Policy policy) {
    return policy.evaluate(new PolicyInput(JsonObject.EMPTY, REQUEST, now));
  }

  /** A bundle with this revision. */
  static byte[] bundle(String revision) throws Exception {
    return new TarGz()
        .file(".manifest", "{\"revision\":\"" + revision + "\"}")
        .file("plan.json", PLAN)
        .bytes();
  }

  /** A bundle that allows all or nothing, and whose registry knows one identity. */
  static byte[] deciding(boolean allow, String subject, String owner) throws Exception {
    return new TarGz()
        .file(".manifest", "{\"revision\":\"" + owner + "\"}")
        .file("plan.json", PLAN.replace("\"value\": true", "\"value\": " + allow))
        .file(
            "data.json",
            ("{\"countersign\":{\"identities\":{\"" + subject + "\":{\"owner\":\"" + owner)
                + "\"}}}}")
        .bytes();
  }

  /** A bundle with this revision, which owns no more than {@code data.p}. */
  static byte[] rules(String revision) throws Exception {
    return new TarGz()
        .file(".manifest", "{\"revision\":\"" + revision + "\",\"roots\":[\"p\"]}")
        .file("plan.json", PLAN)
        .bytes();
  }

  /** The same signed, by a key that this replica trusts from now on. */
  byte[] signed(byte[] archive) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    KeyPair pair = generator.generateKeyPair();
    Path key = pem("key.pem", "PRIVATE", pair.getPrivate().getEncoded());
    Path shown = pem("public.pem", "PUBLIC", pair.getPublic().getEncoded());
    keys = VerificationKeys.read(Map.of("default", shown));
    BundleReader plain = new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);
    return new BundleSigner(SigningKey.read(key, "default", "RS256"), "")
        .archive(plain.read("unsigned", archive));
  }

  private Path pem(String name, String kind, byte[] encoded) throws Exception {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + kind + " KEY-----\n" + body + "\n-----END " + kind + " KEY-----\n");
  }

  static String revision(ReloadingPolicies policies) {
    return policies.currentBundle().identity().revision();
  }

  @Override
  public void close() {
    sources.forEach(BundleSource::close);
    engine.close();
  }
}
