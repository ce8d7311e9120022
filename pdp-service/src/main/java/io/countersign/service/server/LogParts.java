package io.countersign.service.server;

import io.countersign.log.TlogDecisionLog;
import io.countersign.log.tlog.SigningKey;
import io.countersign.log.tlog.TileLogOptions;
import io.countersign.service.Countersign;
import io.countersign.service.config.Settings.LogSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.InstantSource;

/** The decision log, set up as configured. */
final class LogParts {
  private LogParts() {}

  /** Reads the key when there is one; one that is absent is made on the first start. */
  static boolean check(LogSettings settings) throws IOException {
    if (Files.exists(settings.key())) {
      SigningKey.load(settings.key(), settings.origin());
    }
    return true;
  }

  static TlogDecisionLog open(LogSettings settings, InstantSource clock) throws IOException {
    TileLogOptions options =
        TileLogOptions.of(
            settings.directory(), settings.origin(), settings.key(), settings.durability());
    return TlogDecisionLog.open(options, Countersign.VERSION, clock, new SecureRandom());
  }
}
