package io.countersign.credentials.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.credentials.replay.ReplayStore.Outcome;
import io.countersign.decision.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every replay store promises. */
abstract class ReplayStoreContract {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant UNTIL = NOW.plusSeconds(65);

  abstract ReplayStore store();

  static Sha256 key(String name) {
    return Sha256.of(name.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void secondUseIsReplayed() {
    ReplayStore store = store();
    assertEquals(Outcome.FRESH, store.mark(key("a"), UNTIL, NOW));
    assertEquals(Outcome.REPLAYED, store.mark(key("a"), UNTIL, NOW));
    assertEquals(Outcome.REPLAYED, store.mark(key("a"), UNTIL.plusSeconds(60), NOW));
  }

  @Test
  void anotherKeyIsFresh() {
    ReplayStore store = store();
    assertEquals(Outcome.FRESH, store.mark(key("a"), UNTIL, NOW));
    assertEquals(Outcome.FRESH, store.mark(key("b"), UNTIL, NOW));
  }

  @Test
  void keyIsRememberedUpToItsLastInstant() {
    ReplayStore store = store();
    assertEquals(Outcome.FRESH, store.mark(key("a"), UNTIL, NOW));
    assertEquals(Outcome.REPLAYED, store.mark(key("a"), UNTIL, UNTIL));
  }

  @Test
  void othersDoNotPushOutALiveKey() {
    ReplayStore store = store();
    assertEquals(Outcome.FRESH, store.mark(key("victim"), UNTIL, NOW));
    for (int i = 0; i < 10_000; i++) {
      store.mark(key("flood " + i), UNTIL, NOW.plusMillis(i));
    }
    assertEquals(Outcome.REPLAYED, store.mark(key("victim"), UNTIL, UNTIL));
  }

  @Test
  void ofManyAtOnceOneIsFresh() throws InterruptedException {
    ReplayStore store = store();
    for (int round = 0; round < 200; round++) {
      Sha256 key = key("round " + round);
      AtomicInteger fresh = new AtomicInteger();
      CountDownLatch start = new CountDownLatch(1);
      Thread[] threads = new Thread[8];
      for (int i = 0; i < threads.length; i++) {
        Duration late = Duration.ofMillis(i);
        threads[i] =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    start.await();
                  } catch (InterruptedException e) {
                    return;
                  }
                  if (store.mark(key, UNTIL, NOW.plus(late)) == Outcome.FRESH) {
                    fresh.incrementAndGet();
                  }
                });
      }
      start.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(1, fresh.get());
    }
  }
}
