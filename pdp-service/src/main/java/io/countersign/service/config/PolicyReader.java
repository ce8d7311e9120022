package io.countersign.service.config;

import io.countersign.decision.Sha256;
import io.countersign.service.config.Settings.PolicySettings;
import io.countersign.service.config.Settings.Remote;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what is said of policy. */
final class PolicyReader {
  private static final Duration POLL = Duration.ofSeconds(30);
  private static final Duration SHORTEST_POLL = Duration.ofSeconds(1);
  private static final Duration LONGEST_POLL = Duration.ofHours(1);

  /** Keys that say how to fetch. */
  private static final List<String> OF_HTTPS =
      List.of("poll", "max-age", "token", "tls", "cache", "pin");

  private PolicyReader() {}

  static PolicySettings read(Section section, Section log) {
    Map<String, Path> bundles = section.files("bundles");
    String entrypoint = section.text("entrypoint", "countersign/authz/decision");
    Location bundle = section.requiredLocation("bundle");
    Remote remote = bundle instanceof Location.OfHttps ? remote(section, log) : null;
    if (remote == null) {
      OF_HTTPS.stream()
          .filter(section::isPresent)
          .forEach(key -> section.problem(key, "is for a policy.bundle of https: remove it"));
    } else if (!bundles.isEmpty()) {
      section.problem(
          "bundles", "go with a policy.bundle of file: build all into one, or use that");
    }
    return new PolicySettings(
        bundle,
        remote,
        bundles,
        entrypoint,
        section.files("verification-keys"),
        section.isPresent("shadow")
            ? shadow(section.section("shadow"), bundles, entrypoint)
            : null);
  }

  private static Remote remote(Section section, Section log) {
    Duration poll = section.duration("poll", POLL);
    if (poll.compareTo(SHORTEST_POLL) < 0 || poll.compareTo(LONGEST_POLL) > 0) {
      section.problem("poll", "must be from 1s to 1h");
    }
    Duration maxAge =
        section.isPresent("max-age") ? section.duration("max-age", Duration.ZERO) : null;
    if (maxAge != null && maxAge.compareTo(poll.multipliedBy(2)) < 0) {
      section.problem("max-age", "must be at least twice policy.poll");
    }
    Section tls = section.section("tls");
    Path certificate = tls.file("certificate");
    Path key = tls.file("key");
    if ((certificate == null) != (key == null)) {
      tls.problem("certificate", "and key go together: give both or none");
    }
    Path beside = LogSettingsReader.directory(log).resolveSibling("policy-cache");
    return new Remote(
        poll,
        maxAge,
        section.file("token"),
        certificate,
        key,
        tls.file("ca"),
        section.directory("cache", beside.toString()),
        section.isPresent("pin") ? pin(section) : null);
  }

  private static @Nullable Sha256 pin(Section section) {
    String value = section.required("pin");
    if (!value.matches("[0-9a-f]{64}")) {
      section.problem("pin", "is no SHA-256 digest: write the archive's in 64 hexadecimal digits");
      return null;
    }
    return Sha256.fromBytes(HexFormat.of().parseHex(value));
  }

  private static Settings.Shadow shadow(
      Section section, Map<String, Path> active, String entrypoint) {
    Map<String, Path> bundles = new LinkedHashMap<>(active);
    bundles.putAll(section.files("bundles"));
    return new Settings.Shadow(
        section.requiredFile("bundle"), bundles, section.text("entrypoint", entrypoint));
  }
}
