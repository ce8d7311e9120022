package io.countersign.load;

import io.countersign.decision.LogUnavailableException;
import io.countersign.log.Masking;
import io.countersign.log.RecordForm;
import io.countersign.log.TlogDecisionLog;
import io.countersign.log.tlog.DirectoryTileReader;
import io.countersign.log.tlog.Durability;
import io.countersign.log.tlog.LogReader;
import io.countersign.log.tlog.LogVerifier;
import io.countersign.log.tlog.TileLogOptions;
import io.countersign.log.tlog.Verification;
import io.countersign.log.tlog.VerifierKey;
import io.countersign.policy.PolicyLoader;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleLimits;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.VerificationKeys;
import io.countersign.policy.rego.EvaluationLimits;
import io.countersign.policy.rego.WasmEngine;
import io.countersign.replay.KeptPolicies;
import io.countersign.replay.Replay;
import io.countersign.replay.ReplayReport;
import io.countersign.replay.Selection;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
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
 * Fills a decision log as fast as it takes records, says how many a second reached its last
 * checkpoint and how much of a caller's thread each took, then verifies and replays all of them.
 */
public final class LogLoad {
  private static final String ORIGIN = "load.example/pdp-0";
  private static final int ROUNDS = 3;
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
      throws IOException,
          InterruptedException,
          ExecutionException,
          LogUnavailableException,
          BundleException {
    Path directory = Path.of(arguments[0]);
    Duration time = Duration.ofSeconds(Long.parseLong(arguments[1]));
    int threads = Integer.parseInt(arguments[2]);
    BundleReader bundles = new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);
    EvaluationLimits limits = EvaluationLimits.defaults();
    try (WasmEngine wasm = new WasmEngine(limits)) {
      PolicyLoader loader = new PolicyLoader(bundles, wasm, limits, null);
      append(directory, SampleDecisions.load(loader), time, threads);
      DirectoryTileReader files = new DirectoryTileReader(directory);
      List<VerifierKey> keys =
          List.of(VerifierKey.parse(Files.readString(directory.resolve("vkey")).strip()));
      LogVerifier.Options hashes = LogVerifier.Options.defaults().withThreads(threads);
      LogReader reader = LogReader.open(files, keys);
      KeptPolicies kept = new KeptPolicies(directory, bundles, loader);
      for (int round = 0; round < ROUNDS; round++) {
        verify("hashes", new LogVerifier(files, keys, hashes));
        verify(
            "hashes and form",
            new LogVerifier(files, keys, hashes.withRecords(new RecordForm(ORIGIN))));
        replay(reader, kept, threads);
      }
    }
  }

  private static void append(Path directory, SampleDecisions decisions, Duration time, int threads)
      throws IOException, InterruptedException, ExecutionException, LogUnavailableException {
    TileLogOptions options =
        TileLogOptions.of(directory, ORIGIN, directory.resolve("key.pem"), Durability.ORDERED);
    long begin = System.nanoTime();
    Share all;
    try (TlogDecisionLog log =
        TlogDecisionLog.open(
            options, "load", Masking.NONE, InstantSource.system(), new SplittableRandom(1))) {
      log.activate(decisions.policy().identity(), decisions.policy().bundle().archive());
      all = fill(log, decisions, begin + time.toNanos(), threads);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "append: %d records in %.1f s, %.0f a second; %.2f us of a caller's processor time each;"
            + " held back %d times%n",
        all.appended(),
        seconds,
        all.appended() / seconds,
        all.nanos() / 1e3 / all.appended(),
        all.refused());
  }

  private static void verify(String what, LogVerifier verifier) throws IOException {
    long begin = System.nanoTime();
    if (!(verifier.verify() instanceof Verification.Verified good)) {
      throw new IllegalStateException("the log must verify");
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "verify: %d records in %.1f s, %.0f a second (%s)%n",
        good.size(),
        seconds,
        good.size() / seconds,
        what);
  }

  private static void replay(LogReader log, KeptPolicies policies, int threads) throws IOException {
    long begin = System.nanoTime();
    ReplayReport report =
        new Replay(Selection.ALL, threads, records -> {}).withRecorded(log, policies);
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (report.differed() > 0) {
      throw new IllegalStateException("must agree: " + report.differences());
    }
    System.out.printf(
        Locale.ROOT,
        "replay: %d decisions in %.1f s, %.0f a second%n",
        report.agreed(),
        seconds,
        report.agreed() / seconds);
  }

  private static Share fill(TlogDecisionLog log, SampleDecisions decisions, long end, int threads)
      throws InterruptedException, ExecutionException {
    try (ExecutorService callers = Executors.newFixedThreadPool(threads)) {
      List<Callable<Share>> tasks = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        long first = (long) i << 40;
        tasks.add(() -> append(log, decisions, first, end));
      }
      Share all = new Share(0, 0, 0);
      for (Future<Share> each : callers.invokeAll(tasks)) {
        all = all.plus(each.get());
      }
      return all;
    }
  }

  private static Share append(TlogDecisionLog log, SampleDecisions decisions, long first, long end)
      throws InterruptedException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long begin = threads.getCurrentThreadCpuTime();
    long appended = 0;
    long refused = 0;
    while (System.nanoTime() < end) {
      try {
        log.append(decisions.of(first + appended));
        appended++;
      } catch (LogUnavailableException backPressure) {
        refused++;
        Thread.sleep(PAUSE);
      }
    }
    return new Share(appended, refused, threads.getCurrentThreadCpuTime() - begin);
  }
}
