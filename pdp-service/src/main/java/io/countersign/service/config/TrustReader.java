package io.countersign.service.config;

import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.service.config.TrustSettings.Approvals;
import io.countersign.service.config.TrustSettings.Directory;
import io.countersign.service.config.TrustSettings.Domain;
import io.countersign.service.config.TrustSettings.Endpoint;
import io.countersign.service.config.TrustSettings.Introspection;
import io.countersign.service.config.TrustSettings.Issuer;
import io.countersign.service.config.TrustSettings.Kind;
import io.countersign.service.config.TrustSettings.Revocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code trust}. */
final class TrustReader {
  private static final Duration MAX_AGE = Duration.ofHours(24);
  private static final Duration TOKEN_MAX_AGE = Duration.ofHours(1);
  private static final Duration REVOCATION_MAX_AGE = Duration.ofDays(7);
  private static final Duration CACHE = Duration.ofSeconds(10);
  private static final Duration LONGEST_CACHE = Duration.ofSeconds(60);

  /** What these platforms sign with. */
  private static final List<String> PLATFORM_ALGORITHMS = List.of("RS256", "ES256");

  private static final List<String> EVIDENCE = List.of("kubernetes", "ci");

  private TrustReader() {}

  static TrustSettings read(Section root) {
    Section section = root.section("trust");
    List<Domain> domains = section.sections("domains").stream().map(TrustReader::domain).toList();
    List<String> names = domains.stream().map(Domain::name).toList();
    TrustSettings trust =
        new TrustSettings(
            domains,
            section.sections("issuers").stream().map(issuer -> issuer(issuer, names)).toList(),
            section.sections("approvals").stream().map(TrustReader::approvals).toList(),
            section.sections("directories").stream().map(TrustReader::directory).toList(),
            section.duration("max-age", MAX_AGE),
            section.file("ca"));
    if (domains.isEmpty() && trust.issuers().isEmpty() && trust.directories().isEmpty()) {
      root.problem("trust", "names neither domains nor issuers, so nobody could be verified");
    }
    refuseDuplicates(section, "domains", "name", names);
    refuseDuplicates(
        section, "issuers", "issuer", trust.issuers().stream().map(Issuer::issuer).toList());
    refuseDuplicates(
        section, "directories", "name", trust.directories().stream().map(Directory::name).toList());
    if (trust.issuers().stream().filter(issuer -> issuer.introspection() != null).count() > 1) {
      section.problem(
          "issuers", "more than one has introspection; an opaque token does not say whose it is");
    }
    return trust;
  }

  static void refuseDuplicates(Section section, String list, String key, List<String> names) {
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
    Location bundle = section.requiredLocation("bundle", Section.Place.WORKLOAD_API);
    return new Domain(
        name, bundle, endpoint(section), section.texts("jwt-svid-audiences"), revocation(section));
  }

  private static @Nullable Endpoint endpoint(Section section) {
    if (!section.isPresent("endpoint")) {
      return null;
    }
    Section endpoint = section.section("endpoint");
    return new Endpoint(endpoint.required("spiffe-id"), endpoint.file("bundle"));
  }

  private static Revocation revocation(Section domain) {
    Section section = domain.section("revocation");
    Revocation revocation =
        new Revocation(
            section.locations("crls"),
            section.isPresent("ocsp") ? section.web("ocsp") : null,
            section.oneOf("mode", Revocation.Mode.OFF),
            section.flag("ocsp-nonce", false),
            section.duration("max-age", REVOCATION_MAX_AGE));
    String lacking =
        switch (revocation.mode()) {
          case OFF -> revocation.crls().isEmpty() && revocation.ocsp() == null ? null : "mode";
          case CRL -> revocation.crls().isEmpty() ? "crls" : null;
          case OCSP -> revocation.ocsp() == null ? "ocsp" : null;
          case EITHER -> revocation.crls().isEmpty() && revocation.ocsp() == null ? "crls" : null;
        };
    if (lacking != null) {
      section.problem(
          lacking, "mode and sources disagree: give mode crl, ocsp or either, and what it asks");
    }
    return revocation;
  }

  /** An issuer vouches for the configured trust domains, unless it is given fewer or others. */
  private static Issuer issuer(Section section, List<String> domains) {
    Kind kind = section.oneOf("kind", Kind.ACCESS_TOKEN);
    Introspection introspection = introspection(section);
    Location keys =
        introspection == null || section.isPresent("jwks")
            ? section.requiredLocation("jwks", Section.Place.METADATA)
            : null;
    List<String> types = section.texts("token-types");
    List<String> vouchesFor = section.texts("trust-domains");
    Issuer issuer =
        new Issuer(
            section.required("issuer"),
            kind,
            keys,
            introspection,
            kind == Kind.WORKLOAD ? section.texts("audiences") : section.requiredTexts("audiences"),
            types.isEmpty() ? defaultTypes(kind) : types,
            algorithms(section, kind.isEvidence() ? PLATFORM_ALGORITHMS : List.of("ES256")),
            vouchesFor.isEmpty() ? domains : vouchesFor,
            section.flag("require-binding", true),
            section.duration("max-age", TOKEN_MAX_AGE),
            section.pointers("claims"),
            vouchesFor(section));
    checkKind(section, issuer);
    return issuer;
  }

  private static void checkKind(Section section, Issuer issuer) {
    Kind kind = issuer.kind();
    if (kind.isEvidence() && issuer.requireBinding()) {
      section.problem(
          "require-binding",
          "tokens of a platform are never bound to a key: set it to false, and let policy decide"
              + " by attribution.level, or bring them in evidence.headers beside a bound token");
    }
    if (kind != Kind.ACCESS_TOKEN
        && (issuer.introspection() != null || !issuer.vouchesFor().isEmpty())) {
      section.problem("kind", "introspection and vouches-for are for access tokens alone");
    }
    if (kind == Kind.CI == issuer.claims().isEmpty()) {
      section.problem("claims", "is for kind: ci, which needs it: member: /json/pointer");
    }
  }

  private static List<String> defaultTypes(Kind kind) {
    return switch (kind) {
      case ACCESS_TOKEN -> List.of("at+jwt");
      case KUBERNETES, GITHUB, GITLAB, CI -> List.of("", "JWT");
      case WORKLOAD -> List.of("wit+jwt");
      case TRANSACTION -> List.of("txntoken+jwt");
    };
  }

  private static @Nullable Introspection introspection(Section issuer) {
    if (!issuer.isPresent("introspection")) {
      return null;
    }
    Section section = issuer.section("introspection");
    Introspection introspection =
        new Introspection(
            section.isPresent("endpoint") ? section.https("endpoint") : null,
            section.required("client-id"),
            section.requiredFile("key"),
            section.isPresent("key-id") ? section.required("key-id") : null,
            section.file("certificate"),
            section.duration("cache", CACHE));
    if (introspection.cache().compareTo(LONGEST_CACHE) > 0) {
      section.problem("cache", "must be at most 60s: a revoked token is accepted for that long");
    }
    return introspection;
  }

  private static Map<String, Map<String, String>> vouchesFor(Section issuer) {
    Map<String, Map<String, String>> claims = new LinkedHashMap<>();
    Section section = issuer.section("vouches-for");
    for (String evidence : EVIDENCE) {
      Map<String, String> pointers = section.pointers(evidence);
      if (!pointers.isEmpty()) {
        claims.put(evidence, pointers);
      }
    }
    return claims;
  }

  private static Approvals approvals(Section section) {
    return new Approvals(
        section.required("issuer"),
        section.requiredLocation("jwks", Section.Place.METADATA),
        algorithms(section, List.of("ES256")));
  }

  private static Directory directory(Section section) {
    String name = section.required("name");
    return new Directory(name, section.requiredLocation("jwks"), section.words("subjects"));
  }

  static List<String> algorithms(Section section, List<String> otherwise) {
    List<String> supported = Stream.of(JwsAlgorithm.values()).map(JwsAlgorithm::code).toList();
    List<String> accepted = new ArrayList<>();
    List<String> given = section.texts("algorithms");
    for (String algorithm : given) {
      if (supported.contains(algorithm)) {
        accepted.add(algorithm);
      } else {
        section.problem("algorithms", "\"" + algorithm + "\" is none of: " + supported);
      }
    }
    return given.isEmpty() ? otherwise : accepted;
  }
}
