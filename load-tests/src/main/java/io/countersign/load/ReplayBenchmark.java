package io.countersign.load;

import io.countersign.credentials.replay.InMemoryReplayStore;
import io.countersign.credentials.replay.ReplayStore.Outcome;
import io.countersign.decision.Sha256;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One mark of a fresh key, a thousand a second by the requests' clocks, kept for 65 s each. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class ReplayBenchmark {
  private final InMemoryReplayStore memory = new InMemoryReplayStore(200_000);
  private long marks;

  @Benchmark
  public Outcome memoryFreshKey() {
    long mark = marks++;
    Instant now = Proof.NOW.plusMillis(mark);
    // The constant spreads the numbers as a digest would be spread (Knuth, volume 3, §6.4).
    Sha256 key = new Sha256(mark * 0x9E3779B97F4A7C15L, 0, 0, mark);
    Outcome outcome = memory.mark(key, now.plusSeconds(65), now);
    if (outcome != Outcome.FRESH) {
      throw new IllegalStateException("the key must be fresh: " + outcome);
    }
    return outcome;
  }
}
