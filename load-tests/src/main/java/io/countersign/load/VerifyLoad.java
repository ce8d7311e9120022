package io.countersign.load;

import com.sun.management.OperatingSystemMXBean;
import io.countersign.decision.LogUnavailableException;
import io.countersign.log.Masking;
import io.countersign.log.RecordForm;
import io.countersign.log.TlogDecisionLog;
import io.countersign.log.tlog.DirectoryTileReader;
import io.countersign.log.tlog.Durability;
import io.countersign.log.tlog.LogVerifier;
import io.countersign.log.tlog.TileLogOptions;
import io.countersign.log.tlog.Verification;
import io.countersign.log.tlog.VerifierKey;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Writes a log of decisions and says how many records a second its check takes. */
public final class VerifyLoad {
  private static final String ORIGIN = "load.example/pdp-0";
  private static final int ROUNDS = 5;
  private static final Duration PAUSE = Duration.ofMillis(1);

  private VerifyLoad() {}

  /** Takes a directory for the log, how many records, threads. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, LogUnavailableException {
    Path directory = Path.of(arguments[0]);
    write(directory, Long.parseLong(arguments[1]));
    VerifierKey key = VerifierKey.parse(Files.readString(directory.resolve("vkey")));
    LogVerifier.Options hashes =
        LogVerifier.Options.defaults().withThreads(Integer.parseInt(arguments[2]));
    for (int i = 0; i < ROUNDS; i++) {
      verify(directory, key, "hashes and form", hashes.withRecords(new RecordForm(ORIGIN)));
      verify(directory, key, "hashes alone", hashes);
    }
    long peak =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum();
    System.out.printf(Locale.ROOT, "%d MB of memory at most%n", peak >> 20);
  }

  private static void write(Path directory, long records)
      throws IOException, InterruptedException, LogUnavailableException {
    TileLogOptions options =
        TileLogOptions.of(directory, ORIGIN, directory.resolve("key.pem"), Durability.ORDERED);
    try (TlogDecisionLog log =
        TlogDecisionLog.open(
            options, "load", Masking.NONE, InstantSource.system(), new SplittableRandom(1))) {
      log.activate(SampleDecision.POLICY, SampleDecision.BUNDLE);
      for (long written = 0; written < records; ) {
        try {
          log.append(SampleDecision.of(written));
          written++;
        } catch (LogUnavailableException backPressure) {
          Thread.sleep(PAUSE);
        }
      }
    }
  }

  private static void verify(
      Path directory, VerifierKey key, String what, LogVerifier.Options options)
      throws IOException {
    LogVerifier verifier =
        new LogVerifier(new DirectoryTileReader(directory), List.of(key), options);
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long cpu = system.getProcessCpuTime();
    long begin = System.nanoTime();
    Verification found = verifier.verify();
    double seconds = (System.nanoTime() - begin) / 1e9;
    double work = (system.getProcessCpuTime() - cpu) / 1e3;
    if (!(found instanceof Verification.Verified good)) {
      throw new IllegalStateException("the log does not verify: " + found);
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %d records in %.2f s: %.0f records/s; %.2f us of processor time each%n",
        what,
        good.size(),
        seconds,
        good.size() / seconds,
        work / good.size());
  }
}
