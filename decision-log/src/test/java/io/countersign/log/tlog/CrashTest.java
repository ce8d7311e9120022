package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that appends under load is killed at random moments. */
class CrashTest {
  private static final int ROUNDS = 5;
  private static final int THREADS = 4;

  /** Makes a write-ahead file hold few records, so that many are begun and deleted. */
  private static final String PADDING = " ".repeat(500);

  @TempDir Path folder;

  /** The process that is killed: prints each record after it was appended. */
  static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws Exception {
      Path home = Path.of(arguments[0]);
      TileLog log = TileLog.open(Logs.options(home, Durability.valueOf(arguments[1])));
      for (int thread = 0; thread < THREADS; thread++) {
        String prefix = arguments[2] + "/" + thread + "/";
        Thread.ofPlatform().start(() -> appendForever(log, prefix));
      }
    }

    private static void appendForever(TileLog log, String prefix) {
      for (long number = 0; ; number++) {
        String record = prefix + number;
        byte[] bytes = (record + PADDING).getBytes(StandardCharsets.UTF_8);
        AppendOutcome outcome = log.append(bytes);
        while (outcome == AppendOutcome.BACK_PRESSURE) {
          Thread.onSpinWait();
          outcome = log.append(bytes);
        }
        if (outcome != AppendOutcome.APPENDED) {
          throw new IllegalStateException(outcome.toString());
        }
        byte[] line = (record + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(line, 0, line.length);
        System.out.flush();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void killedProcessLosesNothingItAnswered(Durability durability) throws Exception {
    long seed = System.nanoTime();
    System.out.println("CrashTest seed " + seed);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Set<String> answered = new HashSet<>();
    Set<Checkpoint> seen = new LinkedHashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      kill(durability, round, 20 + random.nextInt(300), answered, seen);
      try (TileLog log = TileLog.open(Logs.options(folder, durability))) {
        assertTrue(log.recovered().records() >= answered.size());
      }
      check(answered, seen);
    }
    assertTrue(seen.size() >= ROUNDS);
  }

  private void kill(
      Durability durability, int round, long millis, Set<String> answered, Set<Checkpoint> seen)
      throws Exception {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                folder.toString(),
                durability.name(),
                Integer.toString(round))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = victim.inputReader(StandardCharsets.UTF_8)) {
      String first = lines.readLine();
      assertTrue(first != null, "the process ended before it appended");
      answered.add(first);
      assertThrows(LogOpenException.class, () -> TileLog.open(Logs.options(folder, durability)));
      Thread killer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  Thread.sleep(millis);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                } finally {
                  // Process.destroyForcibly would also close the pipe we read.
                  victim.toHandle().destroyForcibly();
                }
              });
      int count = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answered.add(line);
        if (count++ % 500 == 0) {
          seen.add(Logs.checkpoint(folder.resolve("log")));
        }
      }
      killer.join();
    }
    assertEquals(137, victim.waitFor());
  }

  private void check(Set<String> answered, Set<Checkpoint> seen) throws Exception {
    Path directory = folder.resolve("log");
    DirectoryTileReader reader = new DirectoryTileReader(directory);
    VerifierKey key = VerifierKey.parse(Files.readString(directory.resolve("vkey")));
    assertInstanceOf(Verification.Verified.class, new LogVerifier(reader, key).verify());
    LogReader log = LogReader.open(reader, key);
    Set<String> missing = new HashSet<>(answered);
    Map<String, Long> last = new HashMap<>();
    Set<String> all = new HashSet<>();
    for (String record : records(log)) {
      assertTrue(all.add(record), () -> "twice in the log: " + record);
      missing.remove(record);
      int slash = record.lastIndexOf('/');
      long number = Long.parseLong(record.substring(slash + 1));
      Long before = last.put(record.substring(0, slash), number);
      assertEquals(before == null ? 0 : before + 1, number, "records of one thread in order");
    }
    assertEquals(Set.of(), missing);
    TiledTree tree = new TiledTree(reader, log.checkpoint().size());
    for (Checkpoint old : seen) {
      assertTrue(
          Proofs.verifyConsistency(
              old.size(),
              log.checkpoint().size(),
              old.root(),
              log.checkpoint().root(),
              tree.consistencyProof(old.size())));
    }
    assertFalse(all.isEmpty());
  }

  private static List<String> records(LogReader log) throws IOException {
    List<String> records = new ArrayList<>();
    for (long bundle = 0; bundle < log.bundles(); bundle++) {
      for (byte[] record : log.records(bundle)) {
        records.add(new String(record, StandardCharsets.UTF_8).strip());
      }
    }
    return records;
  }
}
