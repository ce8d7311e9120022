package io.countersign.service.config;

import io.countersign.decision.json.JsonPointer;
import io.countersign.log.Masking;
import io.countersign.log.tlog.Durability;
import io.countersign.service.config.Settings.LogSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the section {@code log}. */
final class LogSettingsReader {
  private LogSettingsReader() {}

  /**
   * Reads it.
   *
   * @param local whether the HTTP port is this machine's alone. Records tell who does what: other
   *     machines get them only where somebody said so.
   */
  static LogSettings read(Section section, boolean local) {
    return new LogSettings(
        directory(section),
        origin(section),
        section.file("key", "file:log-key.pem"),
        section.file("previous-key"),
        section.oneOf("durability", Durability.ORDERED),
        masks(section),
        section.file("mask-salt", "file:log-mask-salt"),
        section.flag("serve", local),
        WitnessSettingsReader.witnesses(section));
  }

  static Path directory(Section log) {
    return log.directory("dir", "data/log");
  }

  /** The name stands in signed notes, which know no blanks and no plus in it (C2SP signed-note). */
  private static String origin(Section section) {
    String origin = section.required("origin");
    if (!origin.isEmpty() && !origin.matches("[^\\s+]{1,200}")) {
      section.problem("origin", "must be a name without blanks and plus signs");
    }
    return origin;
  }

  private static List<Masking.Rule> masks(Section log) {
    List<Masking.Rule> rules = new ArrayList<>();
    for (Section each : log.sections("mask")) {
      String pointer = each.required("pointer");
      Masking.How how = each.oneOf("by", Masking.How.DIGEST);
      if (pointer.isEmpty()) {
        continue;
      }
      try {
        rules.add(new Masking.Rule(JsonPointer.parse(pointer), how));
      } catch (IllegalArgumentException refused) {
        each.problem("pointer", String.valueOf(refused.getMessage()));
      }
    }
    return rules;
  }
}
