package io.countersign.service.config;

import io.countersign.log.tlog.VerifierKey;
import io.countersign.log.witness.WitnessAddress;
import io.countersign.log.witness.WitnessKey;
import io.countersign.log.witness.WitnessQuorum;
import io.countersign.service.config.Settings.WitnessSettings;
import io.countersign.service.config.Settings.Witnesses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads who witnesses the log, and whose logs are witnessed here. */
final class WitnessSettingsReader {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int MOST_WITNESSES = 32;

  private WitnessSettingsReader() {}

  static @Nullable Witnesses witnesses(Section log) {
    List<WitnessAddress> addresses = new ArrayList<>();
    for (Section each : log.sections("witnesses")) {
      String vkey = each.required("vkey");
      String url = each.required("url");
      if (!vkey.isEmpty() && !url.isEmpty()) {
        address(each, vkey).ifPresent(addresses::add);
      }
    }
    int quorum = log.count("witness-quorum", Math.max(1, addresses.size()));
    Duration interval = log.duration("witness-interval", INTERVAL);
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      log.problem("witness-interval", "must be from 1s to 1h");
    }
    if (addresses.isEmpty()) {
      if (log.isPresent("witness-quorum") && !log.isPresent("witnesses")) {
        log.problem("witness-quorum", "needs witnesses: name them in countersign.log.witnesses");
      }
      return null;
    }
    checkQuorum(log, addresses, quorum);
    return new Witnesses(addresses, quorum, interval);
  }

  private static Optional<WitnessAddress> address(Section each, String vkey) {
    WitnessKey key;
    try {
      key = WitnessKey.parse(vkey);
    } catch (IllegalArgumentException malformed) {
      each.problem("vkey", String.valueOf(malformed.getMessage()));
      return Optional.empty();
    }
    try {
      return Optional.of(new WitnessAddress(key, each.uri("url", "https", "http")));
    } catch (IllegalArgumentException refused) {
      each.problem("url", String.valueOf(refused.getMessage()));
      return Optional.empty();
    }
  }

  private static void checkQuorum(Section log, List<WitnessAddress> addresses, int quorum) {
    if (addresses.size() > MOST_WITNESSES) {
      log.problem("witnesses", "are at most " + MOST_WITNESSES);
    }
    try {
      new WitnessQuorum(addresses.stream().map(WitnessAddress::key).toList(), quorum);
    } catch (IllegalArgumentException refused) {
      log.problem("witness-quorum", String.valueOf(refused.getMessage()));
    }
  }

  static @Nullable WitnessSettings witness(Section root) {
    if (!root.isPresent("witness")) {
      return null;
    }
    Section section = root.section("witness");
    String name = section.required("name");
    if (!name.isEmpty() && (!VerifierKey.isName(name) || name.length() > 200)) {
      section.problem("name", "must be a name without blanks and plus signs");
    }
    List<VerifierKey> logs = new ArrayList<>();
    for (String vkey : section.requiredTexts("logs")) {
      try {
        logs.add(VerifierKey.parse(vkey));
      } catch (IllegalArgumentException malformed) {
        section.problem("logs", String.valueOf(malformed.getMessage()));
      }
    }
    return new WitnessSettings(
        name,
        section.file("key", "file:witness-key.pem"),
        logs,
        section.directory("state", "data/witness"));
  }
}
