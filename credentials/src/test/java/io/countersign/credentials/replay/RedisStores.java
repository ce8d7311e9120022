package io.countersign.credentials.replay;

import io.countersign.credentials.CredentialConfigException;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Stores for one test, and waiting until they know what they should. */
final class RedisStores implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofMillis(500);

  /** Clocks stand where the contract's requests are. */
  private static final Instant NOW = ReplayStoreContract.NOW;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();

  RedisReplayStore of(RedisServer server) {
    return of(server, server.passwordFile(), null, false);
  }

  RedisReplayStore of(
      RedisServer server, @Nullable Path passwordFile, @Nullable Path ca, boolean assumed) {
    try {
      RedisReplayOptions options =
          RedisReplayOptions.of(
              server.url(), passwordFile, ca, TIMEOUT, RedisReplayOptions.DEFAULT_PREFIX, assumed);
      return new RedisReplayStore(vertx, options, () -> NOW);
    } catch (CredentialConfigException e) {
      throw new AssertionError(e);
    }
  }

  RedisReplayStore ready(RedisServer server) {
    RedisReplayStore store = of(server);
    await(store, String::isEmpty);
    return store;
  }

  /** Waits until the reason why no mark can be made is that; empty when one can. */
  static Duration await(RedisReplayStore store, Predicate<String> failure) {
    long start = System.nanoTime();
    while (!failure.test(store.failure().orElse(""))) {
      Duration waited = Duration.ofNanos(System.nanoTime() - start);
      if (waited.compareTo(PATIENCE) > 0) {
        throw new AssertionError("still " + store.failure());
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
