package io.countersign.service.server;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.replay.InMemoryReplayStore;
import io.countersign.credentials.replay.RedisReplayOptions;
import io.countersign.credentials.replay.RedisReplayStore;
import io.countersign.credentials.replay.ReplayStore;
import io.countersign.service.config.Settings;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where used proofs are remembered, as configured. */
final class ReplayParts implements AutoCloseable {
  private final ReplayStore store;
  private final @Nullable RedisReplayStore redis;

  private ReplayParts(ReplayStore store, @Nullable RedisReplayStore redis) {
    this.store = store;
    this.redis = redis;
  }

  /** Looks at the configuration alone; the server may come later. */
  static boolean check(Settings settings) throws CredentialConfigException {
    return settings.redis() == null || options(settings.redis()).timeout().isPositive();
  }

  static ReplayParts open(Settings settings, Vertx vertx, InstantSource clock)
      throws CredentialConfigException {
    Settings.Redis server = settings.redis();
    if (settings.dpop().replay() == Settings.Dpop.Replay.MEMORY || server == null) {
      return new ReplayParts(new InMemoryReplayStore(settings.dpop().replayCapacity()), null);
    }
    RedisReplayStore redis = new RedisReplayStore(vertx, options(server), clock);
    return new ReplayParts(redis, redis);
  }

  private static RedisReplayOptions options(Settings.Redis server)
      throws CredentialConfigException {
    return RedisReplayOptions.of(
        server.url(),
        server.password(),
        server.ca(),
        server.timeout(),
        RedisReplayOptions.DEFAULT_PREFIX,
        false);
  }

  ReplayStore store() {
    return store;
  }

  /** Whether marking waits for a server, so that an event loop must not do it. */
  boolean mayWait() {
    return redis != null;
  }

  /** Why nothing can be marked now; empty when it can. */
  Optional<String> failure() {
    return redis == null ? Optional.empty() : redis.failure();
  }

  @Override
  public void close() {
    if (redis != null) {
      redis.close();
    }
  }
}
