package io.countersign.service.config;

import io.countersign.credentials.replay.RedisReplayOptions;
import io.countersign.decision.PathRules;
import io.countersign.envoy.CertificateSource;
import io.countersign.service.config.Settings.Dpop;
import io.countersign.service.config.Settings.Listen;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@link Settings} from a file and the environment, naming every mistake at once. */
public final class SettingsReader {
  private static final HostPort GRPC = new HostPort("127.0.0.1", 9191);
  private static final HostPort HTTP = new HostPort("127.0.0.1", 8181);
  private static final Duration MAX_AGE = Duration.ofSeconds(60);
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);
  private static final Duration LONGEST_SKEW = Duration.ofSeconds(60);
  private static final Duration LONGEST_AGE = Duration.ofHours(1);
  private static final int REPLAY_CAPACITY = 1_000_000;
  private static final Duration SIGNATURE_LIFETIME = Duration.ofMinutes(5);
  private static final Duration EVIDENCE_MAX_AGE = Duration.ofHours(1);

  /** Headers that already mean something. */
  private static final Set<String> TAKEN = Set.of("authorization", "dpop", "host", "cookie");

  private SettingsReader() {}

  /** Reads the file; an environment variable such as {@code COUNTERSIGN_LOG_DIR} goes before it. */
  public static Settings read(Path path, Map<String, String> environment)
      throws ConfigurationException {
    return read(ConfigFile.read(path, environment));
  }

  static Settings read(ConfigFile file) throws ConfigurationException {
    Section root = new Section(file, "countersign");
    Listen listen = listen(root.section("listen"));
    Settings settings =
        new Settings(
            listen,
            origins(root),
            root.oneOf("paths", PathRules.STRICT),
            gateways(root.section("gateways")),
            TrustReader.read(root),
            dpop(root.section("dpop")),
            redis(root),
            wimse(root.section("wimse")),
            signatures(root.section("signatures")),
            evidence(root.section("evidence")),
            PolicyReader.read(root.section("policy"), root.section("log")),
            LogSettingsReader.read(root.section("log"), isLoopback(listen.http().host())),
            WitnessSettingsReader.witness(root),
            root.section("admin").file("token"));
    checkGateways(root, settings);
    if (settings.dpop().replay() == Dpop.Replay.REDIS && settings.redis() == null) {
      root.problem("dpop.replay", "is redis: say where it is with countersign.redis.url");
    }
    file.finish();
    return settings;
  }

  private static Listen listen(Section section) {
    Listen listen =
        new Listen(
            section.address("grpc", GRPC),
            section.address("http", HTTP),
            section.flag("insecure", false),
            tls(section));
    if (!listen.insecure() && listen.tls() == null) {
      requireLoopback(section, "grpc", listen.grpc());
      requireLoopback(section, "http", listen.http());
    }
    return listen;
  }

  private static Settings.@Nullable Tls tls(Section listen) {
    if (!listen.isPresent("tls")) {
      return null;
    }
    Section section = listen.section("tls");
    return new Settings.Tls(
        section.requiredFile("certificate"),
        section.requiredFile("key"),
        section.requiredFile("client-ca"));
  }

  private static Settings.Gateways gateways(Section section) {
    return new Settings.Gateways(
        section.texts("spiffe-ids"),
        section.oneOf("grpc-certificate", CertificateSource.ATTRIBUTES),
        section.oneOf("http-certificate", CertificateSource.X_FORWARDED_CLIENT_CERT));
  }

  private static void checkGateways(Section root, Settings settings) {
    boolean named = !settings.gateways().spiffeIds().isEmpty();
    if (named && settings.listen().tls() == null) {
      root.problem(
          "gateways.spiffe-ids", "are known by their certificates: give countersign.listen.tls");
    }
    if (!named && settings.listen().tls() != null) {
      root.problem(
          "listen.tls", "does not say who may ask: name them in countersign.gateways.spiffe-ids");
    }
    if (settings.gateways().httpCertificate() == CertificateSource.ATTRIBUTES) {
      root.problem(
          "gateways.http-certificate", "attributes are of gRPC alone: name the gateway's header");
    }
  }

  private static Settings.@Nullable Redis redis(Section root) {
    if (!root.isPresent("redis")) {
      return null;
    }
    Section section = root.section("redis");
    return new Settings.Redis(
        section.uri("url", "redis", "rediss"),
        section.file("password"),
        section.file("ca"),
        section.duration("timeout", RedisReplayOptions.DEFAULT_TIMEOUT));
  }

  private static Settings.Wimse wimse(Section section) {
    return new Settings.Wimse(
        section.oneOf("proof", Settings.Wimse.Proof.AUTHORIZATION),
        section.duration("max-lifetime", MAX_AGE));
  }

  private static Settings.Signatures signatures(Section section) {
    List<String> tags = section.texts("tags");
    return new Settings.Signatures(
        section.duration("max-age", MAX_AGE),
        section.duration("max-lifetime", SIGNATURE_LIFETIME),
        tags.isEmpty() ? List.of("", "web-bot-auth") : tags,
        section.flag("content-digest", true));
  }

  private static List<Settings.EvidenceHeader> evidence(Section section) {
    List<Settings.EvidenceHeader> headers =
        section.sections("headers").stream().map(SettingsReader::evidenceHeader).toList();
    TrustReader.refuseDuplicates(
        section, "headers", "name", headers.stream().map(Settings.EvidenceHeader::name).toList());
    return headers;
  }

  private static Settings.EvidenceHeader evidenceHeader(Section section) {
    Settings.EvidenceHeader.Kind kind =
        section.oneOf("kind", Settings.EvidenceHeader.Kind.KUBERNETES);
    boolean token = kind != Settings.EvidenceHeader.Kind.FULCIO;
    String name = section.required("name").toLowerCase(Locale.ROOT);
    if (!name.isEmpty() && (!name.matches("[a-z0-9-]{1,64}") || TAKEN.contains(name))) {
      section.problem("name", "\"" + name + "\" is no header that evidence may have to itself");
    }
    Map<String, String> claims = section.pointers("claims");
    if (kind == Settings.EvidenceHeader.Kind.CI == claims.isEmpty()) {
      section.problem("claims", "is for kind: ci, which needs it: member: /json/pointer");
    }
    return new Settings.EvidenceHeader(
        name,
        kind,
        section.required("issuer"),
        token ? section.requiredLocation("jwks", Section.Place.METADATA) : null,
        token ? section.requiredTexts("audiences") : List.of(),
        TrustReader.algorithms(section, List.of("RS256", "ES256")),
        section.duration("max-age", EVIDENCE_MAX_AGE),
        token ? null : section.requiredFile("roots"),
        claims);
  }

  /** Whoever reaches the port is believed to be a gateway, so only this machine may reach it. */
  private static void requireLoopback(Section section, String key, HostPort address) {
    if (!isLoopback(address.host())) {
      section.problem(
          key,
          address
              + " lets other machines pose as the gateway: listen on 127.0.0.1, give listen.tls,"
              + " or set countersign.listen.insecure: true where the network keeps others out");
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException name) {
      return false; // what a name stands for can change after it was checked
    }
  }

  private static List<URI> origins(Section root) {
    return root.requiredTexts("origins").stream()
        .map(value -> root.origin("origins", value))
        .toList();
  }

  private static Dpop dpop(Section section) {
    Dpop dpop =
        new Dpop(
            section.duration("max-age", MAX_AGE),
            section.duration("clock-skew", CLOCK_SKEW),
            section.oneOf("nonce", Dpop.Nonce.OFF),
            section.oneOf("replay", Dpop.Replay.MEMORY),
            section.count("replay-capacity", REPLAY_CAPACITY));
    if (dpop.maxAge().compareTo(LONGEST_AGE) > 0 || dpop.maxAge().isZero()) {
      section.problem("max-age", "must be more than 0 and at most 1h");
    }
    if (dpop.clockSkew().compareTo(LONGEST_SKEW) > 0) {
      section.problem("clock-skew", "must be at most 60s");
    }
    return dpop;
  }
}
