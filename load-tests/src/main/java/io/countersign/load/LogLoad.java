package io.countersign.load;

import io.countersign.decision.LogUnavailableException;
import io.countersign.log.Masking;
import io.countersign.log.TlogDecisionLog;
import io.countersign.log.tlog.Durability;
import io.countersign.log.tlog.TileLogOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Fills a decision log as fast as it takes records, and says how many a second reached its last
 * checkpoint and how much of a caller's thread each took.
 */
public final class LogLoad {
  private static final Duration PAUSE = Duration.ofMillis(1);

  private LogLoad() {}

  /**
   * What one thread saw.
   *
   * @param appended how many records were taken
   * @param refused how often the log held the thread back
   * @param nanos its processor time, which is for encoding and appending
   */
  private record Share(long appended, long refused, long nanos) {
    Share plus(Share other) {
      return new Share(appended + other.appended, refused + other.refused, nanos + other.nanos);
    }
  }

  /** Takes a directory for the log, seconds, threads. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException, LogUnavailableException {
    Path directory = Path.of(arguments[0]);
    Duration time = Duration.ofSeconds(Long.parseLong(arguments[1]));
    int threads = Integer.parseInt(arguments[2]);
    TileLogOptions options =
        TileLogOptions.of(
            directory, "load.example/pdp-0", directory.resolve("key.pem"), Durability.ORDERED);
    long begin = System.nanoTime();
    Share all;
    try (TlogDecisionLog log =
        TlogDecisionLog.open(options, "load", Masking.NONE, InstantSource.system(), new SplittableRandom(1))) {
      log.activate(SampleDecision.POLICY, SampleDecision.BUNDLE);
      all = fill(log, begin + time.toNanos(), threads);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%d records in %.1f s: %.0f records/s; %.2f us of a caller's processor time each; held back %d times%n",
        all.appended(),
        seconds,
        all.appended() / seconds,
        all.nanos() / 1e3 / all.appended(),
        all.refused());
  }

  private static Share fill(TlogDecisionLog log, long end, int threads)
      throws InterruptedException, ExecutionException {
    try (ExecutorService callers = Executors.newFixedThreadPool(threads)) {
      List<Callable<Share>> tasks = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        long first = (long) i << 40;
        tasks.add(() -> append(log, first, end));
      }
      Share all = new Share(0, 0, 0);
      for (Future<Share> each : callers.invokeAll(tasks)) {
        all = all.plus(each.get());
      }
      return all;
    }
  }

  private static Share append(TlogDecisionLog log, long first, long end)
      throws InterruptedException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long begin = threads.getCurrentThreadCpuTime();
    long appended = 0;
    long refused = 0;
    while (System.nanoTime() < end) {
      try {
        log.append(SampleDecision.of(first + appended));
        appended++;
      } catch (LogUnavailableException backPressure) {
        refused++;
        Thread.sleep(PAUSE);
      }
    }
    return new Share(appended, refused, threads.getCurrentThreadCpuTime() - begin);
  }
}
