package io.countersign.service.server;

import io.countersign.log.Masking;
import io.countersign.log.TlogDecisionLog;
import io.countersign.log.tlog.PrivateFile;
import io.countersign.log.tlog.SigningKey;
import io.countersign.log.tlog.TileLayout;
import io.countersign.log.tlog.TileLogOptions;
import io.countersign.log.witness.WitnessFollower;
import io.countersign.service.Countersign;
import io.countersign.service.config.Settings.LogSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/** The decision log, set up as configured. */
final class LogParts {
  private static final int SALT_BYTES = 32;

  private LogParts() {}

  /** Reads the keys that there are; one that is absent is made on the first start. */
  static boolean check(LogSettings settings) throws IOException {
    if (Files.exists(settings.key())) {
      SigningKey.load(settings.key(), settings.origin());
    }
    Path previous = settings.previousKey();
    if (previous != null) {
      SigningKey.load(previous, settings.origin());
    }
    return true;
  }

  /**
   * What serves its files; empty when it is not to be served. Others get no checkpoint but one that
   * the witnesses cosigned, when there are any.
   */
  static Optional<LogRoute> route(LogSettings settings, Vertx vertx) {
    String checkpoint = settings.witnesses() == null ? TileLayout.CHECKPOINT : WitnessFollower.FILE;
    return settings.served()
        ? Optional.of(new LogRoute(vertx, settings.directory(), checkpoint))
        : Optional.empty();
  }

  static TlogDecisionLog open(LogSettings settings, InstantSource clock) throws IOException {
    TileLogOptions options =
        TileLogOptions.of(
                settings.directory(), settings.origin(), settings.key(), settings.durability())
            .withPreviousKey(settings.previousKey());
    return TlogDecisionLog.open(
        options, Countersign.VERSION, masking(settings), clock, new SecureRandom());
  }

  private static Masking masking(LogSettings settings) throws IOException {
    boolean digests = settings.masks().stream().anyMatch(rule -> rule.how() == Masking.How.DIGEST);
    return new Masking(settings.masks(), digests ? salt(settings.maskSalt()) : new byte[0]);
  }

  /** Made once: the digests of one log are to be compared with each other. */
  private static byte[] salt(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] salt = new byte[SALT_BYTES];
      new SecureRandom().nextBytes(salt);
      PrivateFile.create(file, salt);
    }
    byte[] salt = Files.readAllBytes(file);
    if (salt.length != SALT_BYTES) {
      throw new IOException("log.mask-salt: " + file + " has not the 32 bytes it was made with");
    }
    return salt;
  }
}
