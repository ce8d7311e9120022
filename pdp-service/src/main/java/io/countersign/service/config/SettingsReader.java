package io.countersign.service.config;

import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.decision.PathRules;
import io.countersign.log.tlog.Durability;
import io.countersign.service.config.Settings.ApprovalIssuer;
import io.countersign.service.config.Settings.Domain;
import io.countersign.service.config.Settings.Dpop;
import io.countersign.service.config.Settings.Listen;
import io.countersign.service.config.Settings.LogSettings;
import io.countersign.service.config.Settings.PolicySettings;
import io.countersign.service.config.Settings.TokenIssuer;
import io.countersign.service.config.Settings.Trust;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads {@link Settings} from a file and the environment, naming every mistake at once. */
public final class SettingsReader {
  private static final HostPort GRPC = new HostPort("127.0.0.1", 9191);
  private static final HostPort HTTP = new HostPort("127.0.0.1", 8181);
  private static final Duration MAX_AGE = Duration.ofSeconds(60);
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);
  private static final Duration LONGEST_SKEW = Duration.ofSeconds(60);
  private static final Duration LONGEST_AGE = Duration.ofHours(1);
  private static final int REPLAY_CAPACITY = 1_000_000;

  private SettingsReader() {}

  /** Reads the file; an environment variable such as {@code COUNTERSIGN_LOG_DIR} goes before it. */
  public static Settings read(Path path, Map<String, String> environment)
      throws ConfigurationException {
    return read(ConfigFile.read(path, environment));
  }

  static Settings read(ConfigFile file) throws ConfigurationException {
    Section root = new Section(file, "countersign");
    Settings settings =
        new Settings(
            listen(root.section("listen")),
            origins(root),
            root.oneOf("paths", PathRules.STRICT),
            trust(root),
            dpop(root.section("dpop")),
            policy(root.section("policy")),
            log(root.section("log")),
            root.section("admin").file("token"));
    file.finish();
    return settings;
  }

  private static Listen listen(Section section) {
    Listen listen =
        new Listen(
            section.address("grpc", GRPC),
            section.address("http", HTTP),
            section.flag("insecure", false));
    if (!listen.insecure()) {
      requireLoopback(section, "grpc", listen.grpc());
      requireLoopback(section, "http", listen.http());
    }
    return listen;
  }

  /** Whoever reaches the port is believed to be a gateway, so only this machine may reach it. */
  private static void requireLoopback(Section section, String key, HostPort address) {
    if (!isLoopback(address.host())) {
      section.problem(
          key,
          address
              + " lets other machines pose as the gateway: listen on 127.0.0.1, or set"
              + " countersign.listen.insecure: true where the network keeps others out");
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

  private static Trust trust(Section root) {
    Section section = root.section("trust");
    List<Domain> domains =
        section.sections("domains").stream().map(SettingsReader::domain).toList();
    List<String> names = domains.stream().map(Domain::name).toList();
    Trust trust =
        new Trust(
            domains,
            section.sections("issuers").stream().map(issuer -> issuer(issuer, names)).toList(),
            section.sections("approvals").stream().map(SettingsReader::approvals).toList());
    if (trust.domains().isEmpty() && trust.issuers().isEmpty()) {
      root.problem("trust", "names neither domains nor issuers, so nobody could be verified");
    }
    refuseDuplicates(section, "domains", "name", names);
    refuseDuplicates(
        section, "issuers", "issuer", trust.issuers().stream().map(TokenIssuer::issuer).toList());
    return trust;
  }

  private static void refuseDuplicates(
      Section section, String list, String key, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      if (!seen.add(names.get(i))) {
        section.problem(list + "[" + i + "]." + key, "given twice: " + names.get(i));
      }
    }
  }

  private static Domain domain(Section section) {
    String name = section.required("name");
    if (!name.isEmpty() && !name.matches("[a-z0-9._-]{1,255}")) {
      section.problem("name", "\"" + name + "\" is no trust domain: write it without spiffe://");
    }
    return new Domain(name, section.requiredFile("bundle"));
  }

  /** An issuer vouches for the configured trust domains, unless it is given fewer or others. */
  private static TokenIssuer issuer(Section section, List<String> domains) {
    List<String> types = section.texts("token-types");
    List<String> vouchesFor = section.texts("trust-domains");
    List<String> algorithms = section.texts("algorithms");
    return new TokenIssuer(
        section.required("issuer"),
        section.requiredFile("jwks"),
        section.requiredTexts("audiences"),
        types.isEmpty() ? List.of("at+jwt") : types,
        algorithms(section, algorithms),
        vouchesFor.isEmpty() ? domains : vouchesFor,
        section.flag("require-binding", true));
  }

  private static ApprovalIssuer approvals(Section section) {
    return new ApprovalIssuer(
        section.required("issuer"),
        section.requiredFile("jwks"),
        algorithms(section, section.texts("algorithms")));
  }

  private static List<String> algorithms(Section section, List<String> given) {
    List<String> supported = Stream.of(JwsAlgorithm.values()).map(JwsAlgorithm::code).toList();
    List<String> accepted = new ArrayList<>();
    for (String algorithm : given) {
      if (supported.contains(algorithm)) {
        accepted.add(algorithm);
      } else {
        section.problem("algorithms", "\"" + algorithm + "\" is none of: " + supported);
      }
    }
    return given.isEmpty() ? List.of("ES256") : accepted;
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

  private static PolicySettings policy(Section section) {
    return new PolicySettings(
        section.requiredFile("bundle"),
        section.text("entrypoint", "countersign/authz/decision"),
        section.files("verification-keys"));
  }

  private static LogSettings log(Section section) {
    return new LogSettings(
        section.directory("dir", "data/log"),
        logOrigin(section),
        section.file("key", "file:log-key.pem"),
        section.oneOf("durability", Durability.ORDERED));
  }

  /** The name stands in signed notes, which know no blanks and no plus in it (C2SP signed-note). */
  private static String logOrigin(Section section) {
    String origin = section.required("origin");
    if (!origin.isEmpty() && !origin.matches("[^\\s+]{1,200}")) {
      section.problem("origin", "must be a name without blanks and plus signs");
    }
    return origin;
  }
}
