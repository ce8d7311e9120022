package io.countersign.credentials.replay;

import io.countersign.decision.Sha256;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Remembers in this process. Full: it refuses; it never forgets a live key.
 *
 * <p>One lock: a call holds it for well under a microsecond, because keys are kept in order of the
 * second in which they end and each call takes away at most a few that have ended.
 */
public final class InMemoryReplayStore implements ReplayStore {
  /** More than one, so that ended keys go faster than new ones come. */
  private static final int RECLAIMED_PER_CALL = 4;

  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Sha256, Instant> used = new HashMap<>();
  private final TreeMap<Long, ArrayDeque<Sha256>> bySecond = new TreeMap<>();

  /**
   * The latest end of a key that was taken away: whether one that ends by then was used is lost.
   */
  private Instant forgotten = Instant.MIN;

  /**
   * @param capacity how many live keys it holds; each takes about 150 bytes
   */
  public InMemoryReplayStore(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("the capacity must be at least 1, not " + capacity);
    }
    this.capacity = capacity;
  }

  @Override
  public Outcome mark(Sha256 key, Instant until, Instant now) {
    lock.lock();
    try {
      reclaim(now);
      // A request that waited may bring a time before the last one's: not knowing is no.
      if (used.containsKey(key) || !until.isAfter(forgotten)) {
        return Outcome.REPLAYED;
      }
      if (used.size() >= capacity) {
        return Outcome.FULL;
      }
      used.put(key, until);
      bySecond.computeIfAbsent(until.getEpochSecond(), any -> new ArrayDeque<>()).add(key);
      return Outcome.FRESH;
    } finally {
      lock.unlock();
    }
  }

  /** How many keys are held, ended ones included that nothing has taken away yet. */
  public int size() {
    lock.lock();
    try {
      return used.size();
    } finally {
      lock.unlock();
    }
  }

  /** Whole seconds that are over, so that no key goes before its end. */
  private void reclaim(Instant now) {
    for (int i = 0; i < RECLAIMED_PER_CALL; i++) {
      Map.@Nullable Entry<Long, ArrayDeque<Sha256>> oldest = bySecond.firstEntry();
      if (oldest == null || oldest.getKey() >= now.getEpochSecond()) {
        return;
      }
      Sha256 ended = oldest.getValue().remove();
      Instant end = used.remove(ended);
      if (end != null && end.isAfter(forgotten)) {
        forgotten = end;
      }
      if (oldest.getValue().isEmpty()) {
        bySecond.remove(oldest.getKey());
      }
    }
  }
}
