package io.countersign.service.config;

import io.countersign.decision.Sha256;
import io.countersign.service.config.Settings.PolicySettings;
import io.countersign.service.config.Settings.Remote;
import io.countersign.service.config.Settings.Shadow;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what is said of policy. */
final class PolicyReader {
  private static final Duration POLL = Duration.ofSeconds(30);
  private static final Duration SHORTEST_POLL = Duration.ofSeconds(1);
  private static final Duration LONGEST_POLL = Duration.ofHours(1);
  private static final int DEFAULT_PORT = 443;

  /** Keys that say how to fetch. */
  private static final List<String> OF_HTTPS =
      List.of("poll", "max-age", "token", "tls", "cache", "pin");

  private PolicyReader() {}

  static PolicySettings read(Section section, Section log) {
    String entrypoint = section.text("entrypoint", "countersign/authz/decision");
    Location bundle = section.requiredLocation("bundle");
    Map<String, Location> bundles = section.namedLocations("bundles");
    Shadow shadow =
        section.isPresent("shadow") ? shadow(section.section("shadow"), bundles, entrypoint) : null;
    Set<URI> active = new LinkedHashSet<>(https(bundle, bundles));
    Set<URI> all = new LinkedHashSet<>(active);
    if (shadow != null) {
      all.addAll(https(shadow.bundle(), shadow.bundles()));
    }
    Remote remote = all.isEmpty() ? null : remote(section, log);
    if (remote == null) {
      refuse(section, OF_HTTPS, "is for bundles of https: remove it");
    } else if (active.isEmpty()) {
      refuse(section, List.of("max-age"), "is for bundles that decide, not for a candidate");
    }
    if (remote != null && remote.pin() != null && !(bundles.isEmpty() && active.size() == 1)) {
      section.problem("pin", "is for a policy.bundle of https without policy.bundles: remove it");
    }
    if (remote != null && remote.token() != null && servers(all).size() > 1) {
      section.problem(
          "token",
          "would be shown to each of " + servers(all) + ": keep all bundles on one server");
    }
    return new PolicySettings(
        bundle, remote, bundles, entrypoint, section.files("verification-keys"), shadow);
  }

  private static void refuse(Section section, List<String> keys, String why) {
    keys.stream().filter(section::isPresent).forEach(key -> section.problem(key, why));
  }

  private static List<URI> https(Location bundle, Map<String, Location> bundles) {
    return Stream.concat(Stream.of(bundle), bundles.values().stream())
        .filter(Location.OfHttps.class::isInstance)
        .map(location -> ((Location.OfHttps) location).uri())
        .toList();
  }

  /** Host and port. */
  private static SortedSet<String> servers(Set<URI> uris) {
    return uris.stream()
        .map(uri -> uri.getHost().toLowerCase(Locale.ROOT) + port(uri))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String port(URI uri) {
    return uri.getPort() < 0 || uri.getPort() == DEFAULT_PORT ? "" : ":" + uri.getPort();
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

  private static Shadow shadow(Section section, Map<String, Location> active, String entrypoint) {
    Map<String, Location> bundles = new LinkedHashMap<>(active);
    bundles.putAll(section.namedLocations("bundles"));
    return new Shadow(
        section.requiredLocation("bundle"), bundles, section.text("entrypoint", entrypoint));
  }
}
