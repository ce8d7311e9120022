package io.countersign.service.server;

import io.countersign.log.tlog.SigningKey;
import io.countersign.log.tlog.VerifierKey;
import io.countersign.log.witness.Witness;
import io.countersign.log.witness.WitnessFollower;
import io.countersign.log.witness.WitnessKey;
import io.countersign.service.config.Settings.LogSettings;
import io.countersign.service.config.Settings.WitnessSettings;
import io.countersign.service.config.Settings.Witnesses;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who witnesses our log, and the witness that we are of other logs, set up as configured. */
public final class WitnessParts implements AutoCloseable {
  private final Optional<Witness> witness;
  private final Vertx vertx;
  private final InstantSource clock;

  private WitnessParts(Optional<Witness> witness, Vertx vertx, InstantSource clock) {
    this.witness = witness;
    this.vertx = vertx;
    this.clock = clock;
  }

  /** Reads the key when there is one; one that is absent is made on the first start. */
  static boolean check(@Nullable WitnessSettings settings) throws IOException {
    if (settings != null && Files.exists(settings.key())) {
      SigningKey.load(settings.key(), settings.name());
    }
    return true;
  }

  /** Starts asking the log's witnesses; empty when it has none. */
  static Optional<WitnessFollower> follow(LogSettings log, VerifierKey key, InstantSource clock) {
    Witnesses witnesses = log.witnesses();
    return witnesses == null
        ? Optional.empty()
        : Optional.of(
            WitnessFollower.start(
                log.directory(),
                key,
                witnesses.addresses(),
                witnesses.quorum(),
                witnesses.interval(),
                clock));
  }

  /**
   * Opens the witness.
   *
   * @param settings null for none
   * @throws IOException when its key or its folder cannot be used
   */
  public static WitnessParts open(
      @Nullable WitnessSettings settings, Vertx vertx, InstantSource clock) throws IOException {
    if (settings == null) {
      return new WitnessParts(Optional.empty(), vertx, clock);
    }
    SigningKey key = SigningKey.loadOrCreate(settings.key(), settings.name());
    Witness witness = Witness.open(key, settings.logs(), settings.state());
    return new WitnessParts(Optional.of(witness), vertx, clock);
  }

  /** The key that verifies our cosignatures. */
  public Optional<WitnessKey> key() {
    return witness.map(Witness::key);
  }

  /** Serves {@link WitnessRoute#PATH}, when we are a witness. */
  public void install(Router router) {
    witness.ifPresent(who -> {
      WitnessRoute route = new WitnessRoute(vertx, who, clock);
      router
          .route(WitnessRoute.PATH)
          .order(Integer.MIN_VALUE + 1)
          .handler(exchange -> route.handle(exchange.request()));
    });
  }

  @Override
  public void close() throws IOException {
    if (witness.isPresent()) {
      witness.get().close();
    }
  }
}
