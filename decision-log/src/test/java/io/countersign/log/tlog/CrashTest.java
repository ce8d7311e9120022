package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process that appends under load is killed at random moments: while it appends, while it makes
 * good what the last kill left, and while it deletes write-ahead files. {@code -Dcrash.rounds=N}
 * sets the number of kills; the script {@code decision-log/crash-rounds} does.
 */
class CrashTest {
  private static final int ROUNDS = Integer.getInteger("crash.rounds", 3);

  /** Every check reads the whole log: after so many rounds another one is begun. */
  private static final int ROUNDS_OF_A_LOG = 10;

  private static final int THREADS = 4;

  /** Makes a write-ahead file hold few records, so that many are begun and deleted. */
  private static final String PADDING = " ".repeat(500);

  private static final int KILLED = 137;

  @TempDir Path root;
  private Path folder = Path.of("");
  private final Set<String> answered = new HashSet<>();
  private final Set<Checkpoint> seen = new LinkedHashSet<>();

  /** The process that is killed: prints each record after it was appended. */
  static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws Exception {
      Path home = Path.of(arguments[0]);
      int syncs = Integer.parseInt(arguments[3]);
      System.out.println("opens");
      TileLogOptions options = Logs.options(home, Durability.valueOf(arguments[1]));
      TileLog log = TileLog.open(options, syncs == 0 ? new LogFiles() : new Mortal(syncs));
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

  /** Kills its own process at a given fsync: those of full tiles and of deleted files. */
  private static final class Mortal extends LogFiles {
    private final AtomicInteger left;

    Mortal(int syncs) {
      this.left = new AtomicInteger(syncs);
    }

    @Override
    void sync(Path fileOrFolder) throws IOException {
      if (left.decrementAndGet() == 0) {
        try {
          new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid()))
              .start()
              .waitFor();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      super.sync(fileOrFolder);
    }
  }

  private static RandomGenerator random() {
    long seed = System.nanoTime();
    System.out.println("CrashTest seed " + seed);
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private void anotherLog(int round) throws IOException {
    folder = Files.createDirectory(root.resolve(Integer.toString(round)));
    answered.clear();
    seen.clear();
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void killedProcessLosesNothingItAnswered(Durability durability) throws Exception {
    RandomGenerator random = random();
    for (int round = 0; round < ROUNDS; round++) {
      if (round % ROUNDS_OF_A_LOG == 0) {
        anotherLog(round);
      }
      kill(durability, round, 20 + random.nextInt(300));
      recoverAndCheck(durability);
      assertTrue(seen.size() > round % ROUNDS_OF_A_LOG, "the outside reader saw no checkpoint");
      report(round);
    }
  }

  @Test
  void processKilledWhileItRecoversLosesNothing() throws Exception {
    RandomGenerator random = random();
    for (int round = 0; round < ROUNDS; round++) {
      if (round % ROUNDS_OF_A_LOG == 0) {
        anotherLog(round);
        kill(Durability.ORDERED, round, 200);
      }
      try (Running victim = new Running(Durability.ORDERED, "r" + round, 0)) {
        victim.killAfter(random.nextInt(60));
        victim.read();
      }
      if (round % 3 != 0) {
        continue; // The next one recovers what a killed recovery left.
      }
      recoverAndCheck(Durability.ORDERED);
      report(round);
    }
  }

  @Test
  void processKilledWhileItDeletesWriteAheadFilesLosesNothing() throws Exception {
    RandomGenerator random = random();
    for (int round = 0; round < ROUNDS; round++) {
      if (round % ROUNDS_OF_A_LOG == 0) {
        anotherLog(round);
      }
      try (Running victim = new Running(Durability.ORDERED, "d" + round, 1 + random.nextInt(60))) {
        victim.read();
      }
      recoverAndCheck(Durability.ORDERED);
      report(round);
    }
  }

  private void report(int round) {
    if (ROUNDS > ROUNDS_OF_A_LOG) {
      System.out.println(
          "round " + round + ": " + answered.size() + " records, " + seen.size() + " checkpoints");
    }
  }

  private void recoverAndCheck(Durability durability) throws Exception {
    try (TileLog log = TileLog.open(Logs.options(folder, durability))) {
      assertTrue(log.recovered().records() >= answered.size());
    }
    check();
  }

  private void kill(Durability durability, int round, long millis) throws Exception {
    try (Running victim = new Running(durability, Integer.toString(round), 0)) {
      String first = victim.lines.readLine();
      assertTrue(first != null, "the process ended before it appended");
      answered.add(first);
      assertThrows(LogOpenException.class, () -> TileLog.open(Logs.options(folder, durability)));
      victim.killAfter(millis);
      victim.read();
    }
  }

  /** A victim, and an outside reader that polls its checkpoint. */
  private final class Running implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;
    private final CompletableFuture<Void> reader;
    private volatile boolean ended;

    Running(Durability durability, String prefix, int syncs) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Victim.class.getName(),
                  folder.toString(),
                  durability.name(),
                  prefix,
                  Integer.toString(syncs))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      lines = process.inputReader(StandardCharsets.UTF_8);
      reader = CompletableFuture.runAsync(this::poll, Thread.ofPlatform()::start);
      assertEquals("opens", lines.readLine());
    }

    private void poll() {
      Path log = folder.resolve("log");
      while (!ended) {
        try {
          Checkpoint now = Logs.checkpoint(log);
          synchronized (seen) {
            seen.add(now);
          }
        } catch (NoSuchFileException e) {
          // The first checkpoint is still to come.
        } catch (IOException | SignedNote.MalformedException e) {
          throw new IllegalStateException(e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }

    void killAfter(long millis) {
      Thread.ofVirtual()
          .start(() -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
            // Process.destroyForcibly would also close the pipe we read.
            process.toHandle().destroyForcibly();
          });
    }

    /** Reads what was answered until the process is dead. */
    void read() throws Exception {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answered.add(line);
      }
      assertEquals(KILLED, process.waitFor());
    }

    @Override
    public void close() throws IOException {
      process.toHandle().destroyForcibly();
      process.onExit().join();
      ended = true;
      reader.join();
      lines.close();
    }
  }

  private void check() throws Exception {
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
