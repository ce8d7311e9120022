package io.countersign.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a replay with the recorded policies found.
 *
 * @param agreed how many decisions were the same again
 * @param differed how many were not: each is an alarm
 * @param setAside how many could not be held against policy, by why
 * @param differences the first of those that differed
 */
public record ReplayReport(
    long agreed, long differed, Map<String, Long> setAside, List<Difference> differences) {
  public ReplayReport {
    setAside = Map.copyOf(setAside);
    differences = List.copyOf(differences);
  }

  /** A decision that was recorded otherwise, or cannot be replayed though it should. */
  public record Difference(long index, String id, String what) {}

  /** Counts, for several threads. */
  static final class Collector implements Replay.Counts {
    private final LongAdder agreed = new LongAdder();
    private final LongAdder differed = new LongAdder();
    private final Tally setAside = new Tally();
    private final List<Difference> differences = new ArrayList<>();

    void agrees() {
      agreed.increment();
    }

    void differs(long index, String id, String what) {
      differed.increment();
      Replay.addExample(differences, new Difference(index, id, what));
    }

    @Override
    public void setAside(String why) {
      setAside.add(why);
    }

    @Override
    public void malformed(long index, String what) {
      differs(index, "", "the record " + what);
    }

    ReplayReport report() {
      return new ReplayReport(agreed.sum(), differed.sum(), setAside.counts(), differences);
    }
  }

  /** Counts by name; of too many names the rest are counted together. */
  static final class Tally {
    private static final int MAX_NAMES = 10_000;
    private static final String REST = "(others)";

    private final ConcurrentMap<String, LongAdder> counts = new ConcurrentHashMap<>();

    void add(String name) {
      LongAdder known = counts.get(name);
      if (known == null) {
        String kept = counts.size() < MAX_NAMES ? name : REST;
        known = counts.computeIfAbsent(kept, absent -> new LongAdder());
      }
      known.increment();
    }

    Map<String, Long> counts() {
      Map<String, Long> sums = new TreeMap<>();
      counts.forEach((name, count) -> sums.put(name, count.sum()));
      return sums;
    }
  }
}
