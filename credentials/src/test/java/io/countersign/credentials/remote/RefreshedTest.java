package io.countersign.credentials.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a value is asked for again, and what there is while it cannot be had. */
final class RefreshedTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final Duration SHORTEST = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final AtomicInteger loads = new AtomicInteger();
  private volatile String source = "a";
  private volatile @Nullable Duration refreshAfter;
  private volatile @Nullable Exception failure;

  /** On the caller's thread, so that a load is over when the call is. */
  private final Refreshed<String> refreshed =
      new Refreshed<>(this::load, INTERVAL, SHORTEST, Runnable::run);

  private Refreshed.Loaded<String> load(@Nullable String before) throws Exception {
    loads.incrementAndGet();
    Exception thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
    return new Refreshed.Loaded<>(source, refreshAfter);
  }

  private Refreshed.Snapshot<String> after(Duration time) {
    var _ = refreshed.current(NOW.plus(time));
    return refreshed.current(NOW.plus(time));
  }

  @Test
  void beforeTheFirstLoadThereIsNothing() {
    failure = new IOException("unreachable");
    Refreshed.Snapshot<String> known = after(Duration.ZERO);
    assertNull(known.value());
    assertEquals(Instant.MIN, known.readAt());
    assertEquals("unreachable", known.failure());
    assertEquals(1, loads.get());
  }

  @Test
  void isLoadedAgainAtItsIntervalAndNotBefore() {
    after(Duration.ZERO);
    source = "b";
    assertEquals("a", after(INTERVAL.minusNanos(1)).value());
    assertEquals(1, loads.get());
    assertEquals("b", after(INTERVAL).value());
    assertEquals(2, loads.get());
  }

  @Test
  void afterAQuietTimeTheOldValueIsNotReliedOnOnceMore() {
    var _ = refreshed.current(NOW);
    source = "b";
    Instant quiet = NOW.plus(INTERVAL.multipliedBy(2));
    assertEquals("b", refreshed.currentAfterQuiet(quiet, PATIENCE).value());
  }

  @Test
  void untilThenAValueWhoseTimeHasComeIsServedWhileItIsLoaded() {
    var _ = refreshed.current(NOW);
    source = "b";
    Instant due = NOW.plus(INTERVAL.multipliedBy(2)).minusNanos(1);
    assertEquals("a", refreshed.currentAfterQuiet(due, PATIENCE).value());
    assertEquals("b", refreshed.currentAfterQuiet(due, PATIENCE).value());
  }

  @Test
  void afterAQuietTimeTheLastValueServesWhenTheSourceIsLost() {
    var _ = refreshed.current(NOW);
    failure = new IOException("unreachable");
    Instant quiet = NOW.plus(INTERVAL.multipliedBy(2));
    assertEquals("a", refreshed.currentAfterQuiet(quiet, PATIENCE).value());
    assertEquals(NOW, refreshed.currentAfterQuiet(quiet, PATIENCE).readAt());
  }

  @Test
  void versionGrowsOnlyWhenTheValueChanges() {
    long first = after(Duration.ZERO).version();
    assertEquals(first, after(INTERVAL).version());
    assertEquals(NOW.plus(INTERVAL), after(INTERVAL).readAt());
    source = "b";
    assertEquals(first + 1, after(INTERVAL.multipliedBy(2)).version());
    assertEquals(3, loads.get());
  }

  @Test
  void lastGoodValueStaysWithTheTimeItWasReadAndIsAskedForAtTheShortestInterval() {
    after(Duration.ZERO);
    failure = new IOException("unreachable");
    Refreshed.Snapshot<String> stale = after(INTERVAL);
    assertEquals("a", stale.value());
    assertEquals(NOW, stale.readAt());
    assertEquals("unreachable", stale.failure());
    after(INTERVAL.plus(SHORTEST).minusNanos(1));
    assertEquals(2, loads.get());
    failure = null;
    Refreshed.Snapshot<String> fresh = after(INTERVAL.plus(SHORTEST));
    assertEquals(NOW.plus(INTERVAL).plus(SHORTEST), fresh.readAt());
    assertNull(fresh.failure());
    assertEquals(stale.version(), fresh.version());
  }

  @Test
  void sourceMaySayWhenToAskAgainButNotTooSoon() {
    refreshAfter = Duration.ofMinutes(1);
    after(Duration.ZERO);
    after(Duration.ofMinutes(1).minusNanos(1));
    assertEquals(1, loads.get());
    refreshAfter = Duration.ZERO;
    after(Duration.ofMinutes(1));
    assertEquals(2, loads.get());
    after(Duration.ofMinutes(1).plus(SHORTEST).minusNanos(1));
    assertEquals(2, loads.get());
    after(Duration.ofMinutes(1).plus(SHORTEST));
    assertEquals(3, loads.get());
  }

  @Test
  void whoeverAsksTheShortestIntervalHolds() {
    for (boolean failing : List.of(false, true)) {
      loads.set(0);
      Refreshed<String> each = new Refreshed<>(this::load, INTERVAL, SHORTEST, Runnable::run);
      failure = failing ? new IOException("unreachable") : null;
      each.reloaded(NOW, PATIENCE);
      for (int i = 0; i < 100; i++) {
        each.reloaded(NOW.plus(SHORTEST).minusNanos(1), PATIENCE);
        var _ = each.current(NOW.plus(SHORTEST).minusNanos(1));
      }
      assertEquals(1, loads.get());
      each.reloaded(NOW.plus(SHORTEST), PATIENCE);
      assertEquals(2, loads.get());
    }
  }

  @Test
  void clockSetBackDoesNotKeepTheOldValue() {
    after(Duration.ZERO);
    source = "b";
    assertEquals("a", after(INTERVAL.negated()).value());
    assertEquals("b", after(INTERVAL.negated().minusNanos(1)).value());
  }

  @Test
  void fiftyThreadsAskOnceAndGetTheSameAnswer() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(50);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Refreshed<String> slow =
          new Refreshed<>(
              before -> {
                release.await();
                return load(before);
              },
              INTERVAL,
              SHORTEST,
              threads);
      List<Future<Refreshed.Snapshot<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        answers.add(
            threads.submit(() -> {
              started.countDown();
              return slow.reloaded(NOW, PATIENCE);
            }));
      }
      started.await();
      assertNull(slow.current(NOW).value(), "a request does not wait");
      assertNull(slow.reloaded(NOW, Duration.ofMillis(20)).value(), "nor longer than it wants");
      release.countDown();
      for (Future<Refreshed.Snapshot<String>> answer : answers) {
        assertEquals("a", answer.get().value());
      }
    }
    assertEquals(1, loads.get());
  }

  @Test
  void loaderThatBreaksIsAskedAgain() {
    AtomicInteger attempts = new AtomicInteger();
    Refreshed<String> broken =
        new Refreshed<>(
            before -> {
              if (attempts.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("absent");
              }
              return new Refreshed.Loaded<>("a", null);
            },
            INTERVAL,
            SHORTEST,
            Runnable::run);
    assertThrows(NoClassDefFoundError.class, () -> broken.reloaded(NOW, PATIENCE));
    assertNotNull(broken.current(NOW).failure());
    assertEquals("a", broken.reloaded(NOW.plus(SHORTEST), PATIENCE).value());
  }

  @Test
  void threadsThatAreGoneAreAFailure() {
    Refreshed<String> stopped =
        new Refreshed<>(
            this::load,
            INTERVAL,
            SHORTEST,
            task -> {
              throw new RejectedExecutionException("stopped");
            });
    assertEquals("stopped", stopped.reloaded(NOW, PATIENCE).failure());
    assertTrue(loads.get() == 0);
  }
}
