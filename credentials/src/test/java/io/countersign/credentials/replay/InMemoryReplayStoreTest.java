package io.countersign.credentials.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.credentials.replay.ReplayStore.Outcome;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InMemoryReplayStoreTest extends ReplayStoreContract {
  @Override
  ReplayStore store() {
    return new InMemoryReplayStore(1_000);
  }

  @Test
  void fullStoreRefusesAndForgetsNothing() {
    InMemoryReplayStore store = new InMemoryReplayStore(2);
    assertEquals(Outcome.FRESH, store.mark(key("a"), UNTIL, NOW));
    assertEquals(Outcome.FRESH, store.mark(key("b"), UNTIL, NOW));
    assertEquals(Outcome.FULL, store.mark(key("c"), UNTIL, NOW));
    assertEquals(Outcome.REPLAYED, store.mark(key("a"), UNTIL, NOW));
    assertEquals(Outcome.REPLAYED, store.mark(key("b"), UNTIL, NOW));
  }

  @Test
  void endedKeysMakeRoom() {
    InMemoryReplayStore store = new InMemoryReplayStore(2);
    store.mark(key("a"), UNTIL, NOW);
    store.mark(key("b"), UNTIL, NOW);
    Instant later = UNTIL.plusSeconds(1);
    assertEquals(Outcome.FRESH, store.mark(key("c"), later.plusSeconds(65), later));
    assertEquals(1, store.size());
  }

  @Test
  void sizeStaysWithinTwoWindowsOfASteadyStream() {
    InMemoryReplayStore store = new InMemoryReplayStore(100_000);
    int largest = 0;
    for (int i = 0; i < 100_000; i++) {
      Instant now = NOW.plusMillis(i * 10L);
      assertEquals(Outcome.FRESH, store.mark(key("k" + i), now.plusSeconds(65), now));
      largest = Math.max(largest, store.size());
    }
    assertTrue(largest <= 6_700, "held " + largest);
  }

  /**
   * A request that waited between reading the clock and marking must not find its key forgotten.
   */
  @Test
  void delayedReplayIsNotFreshOnceItsKeyWasTakenAway() {
    InMemoryReplayStore store = new InMemoryReplayStore(10);
    assertEquals(Outcome.FRESH, store.mark(key("a"), UNTIL, NOW));
    Instant later = UNTIL.plusSeconds(1);
    assertEquals(Outcome.FRESH, store.mark(key("b"), later.plusSeconds(65), later));
    assertEquals(Outcome.REPLAYED, store.mark(key("a"), UNTIL, UNTIL));
  }

  @Test
  void capacityOfNothingIsAMistake() {
    assertThrows(IllegalArgumentException.class, () -> new InMemoryReplayStore(0));
  }
}
