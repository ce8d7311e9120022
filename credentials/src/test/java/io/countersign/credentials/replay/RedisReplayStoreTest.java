package io.countersign.credentials.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.credentials.replay.ReplayStore.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisReplayStoreTest extends ReplayStoreContract {
  private final RedisStores stores = new RedisStores();
  private final List<RedisServer> servers = new ArrayList<>();

  @BeforeAll
  void start(@TempDir Path directory) {
    servers.add(new RedisServer(directory, false));
  }

  @AfterAll
  void stop() {
    stores.close();
    servers.forEach(RedisServer::close);
  }

  private RedisServer server() {
    return servers.getFirst();
  }

  @Override
  ReplayStore store() {
    RedisReplayStore store = stores.ready(server());
    server().command("FLUSHALL");
    return store;
  }

  @Test
  void ofTwoDecisionPointsOneIsFresh() throws InterruptedException {
    List<RedisReplayStore> points = List.of(stores.ready(server()), stores.ready(server()));
    int keys = 10_000;
    AtomicInteger fresh = new AtomicInteger();
    AtomicInteger replayed = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (RedisReplayStore point : points) {
      for (int part = 0; part < 32; part++) {
        int first = part;
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int i = first; i < keys; i += 32) {
                    switch (point.mark(key("shared " + i), UNTIL, NOW)) {
                      case FRESH -> fresh.incrementAndGet();
                      case REPLAYED -> replayed.incrementAndGet();
                      case FULL, UNAVAILABLE -> {}
                    }
                  }
                }));
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertTrue(fresh.get() <= keys, "fresh " + fresh);
    assertEquals(2 * keys, fresh.get() + replayed.get());
    assertEquals(keys, fresh.get());
  }

  @Test
  void keyIsKeptPastItsLastInstantBecauseClocksDiffer() {
    assertEquals(Outcome.FRESH, stores.ready(server()).mark(key("kept"), UNTIL, NOW));
    String name = RedisReplayOptions.DEFAULT_PREFIX + key("kept").base64Url();
    long left = Long.parseLong(server().command("PTTL", name));
    assertTrue(left > 70_000 && left <= 75_000, "kept for " + left + " ms");
  }

  @Test
  void lifetimeIsRoundedUpAndNeverNothing() {
    long longer = RedisReplayStore.KEPT_LONGER.toMillis();
    assertEquals(longer, RedisReplayStore.lifetimeMillis(NOW, NOW));
    assertEquals(longer + 1, RedisReplayStore.lifetimeMillis(NOW.plusNanos(1), NOW));
    assertEquals(longer + 1, RedisReplayStore.lifetimeMillis(NOW.plusMillis(1), NOW));
    assertEquals(longer + 2, RedisReplayStore.lifetimeMillis(NOW.plusNanos(1_000_001), NOW));
    assertEquals(1, RedisReplayStore.lifetimeMillis(NOW.minusSeconds(60), NOW));
  }

  @Test
  void requestThatWaitedLongerThanKeysAreKeptIsRefused() {
    RedisReplayStore store = stores.ready(server());
    Duration kept = RedisReplayStore.KEPT_LONGER;
    assertEquals(Outcome.FRESH, store.mark(key("waited"), UNTIL, NOW.minus(kept)));
    assertEquals(
        Outcome.UNAVAILABLE,
        store.mark(key("waited longer"), UNTIL, NOW.minus(kept).minusNanos(1)));
  }
}
