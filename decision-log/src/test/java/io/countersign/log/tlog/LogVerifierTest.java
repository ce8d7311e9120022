package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.log.RecordForm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What older checkpoints say of a log, and how a check goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogVerifierTest {
  private static final int SIZE = 66_000;

  @TempDir static Path folder;
  private final List<byte[]> older = new ArrayList<>();

  @BeforeAll
  void writeTheLog() throws Exception {
    for (int upTo : new int[] {0, 1, 255, 256, 257, 40_000, SIZE}) {
      try (TileLog log = TileLog.open(Logs.options(folder))) {
        for (long i = log.recovered().records(); i < upTo; i++) {
          Logs.append(log, Logs.record(i));
        }
      }
      older.add(Files.readAllBytes(folder.resolve("log/checkpoint")));
    }
  }

  private Path copy;

  @BeforeEach
  void copyTheLog() throws IOException {
    copy = Files.createTempDirectory(folder, "copy");
    Logs.copy(folder.resolve("log"), copy);
  }

  private VerifierKey key() throws IOException {
    return VerifierKey.parse(Files.readString(folder.resolve("log/vkey")));
  }

  @Test
  void untouchedLogVerifiesFromEveryCheckpointItEverHad() throws Exception {
    for (byte[] checkpoint : older) {
      Verification found = new LogVerifier(new DirectoryTileReader(copy), key()).verify(checkpoint);
      assertEquals(SIZE, assertInstanceOf(Verification.Verified.class, found).size());
    }
  }

  @Test
  void rolledBackLogIsFoundByAnOlderCheckpoint() throws Exception {
    Path short1 = Files.createTempDirectory(folder, "short");
    Logs.copyKey(folder, short1);
    try (TileLog log = TileLog.open(Logs.options(short1))) {
      for (int i = 0; i < 300; i++) {
        Logs.append(log, Logs.record(i));
      }
    }
    LogVerifier verifier = new LogVerifier(new DirectoryTileReader(short1.resolve("log")), key());
    assertInstanceOf(Verification.Verified.class, verifier.verify());
    assertInstanceOf(Verification.Verified.class, verifier.verify(older.get(4)));
    Verification.Broken found =
        assertInstanceOf(Verification.Broken.class, verifier.verify(older.get(5)));
    assertEquals(List.of("rolled-back checkpoint 300-39999"), TestLog.faults(found));
  }

  @Test
  void forkedLogIsFoundByAnOlderCheckpoint() throws Exception {
    Path fork = Files.createTempDirectory(folder, "fork");
    Logs.copyKey(folder, fork);
    try (TileLog log = TileLog.open(Logs.options(fork))) {
      for (int i = 0; i < 300; i++) {
        Logs.append(log, Logs.record(i == 200 ? 1_000_000 : i));
      }
    }
    LogVerifier verifier = new LogVerifier(new DirectoryTileReader(fork.resolve("log")), key());
    assertInstanceOf(Verification.Verified.class, verifier.verify());
    assertEquals(List.of("fork checkpoint"), faults(verifier.verify(older.get(4))));
  }

  @Test
  void logThatWasWrittenAnewIsAForkEvenAtTheSameSize() throws Exception {
    Path anew = Files.createTempDirectory(folder, "anew");
    Logs.copyKey(folder, anew);
    Path log = TestLog.write(anew, SIZE, i -> i + 1);
    LogVerifier verifier = new LogVerifier(new DirectoryTileReader(log), key());
    assertInstanceOf(Verification.Verified.class, verifier.verify());
    for (byte[] checkpoint : older.subList(1, older.size())) {
      assertEquals(List.of("fork checkpoint"), faults(verifier.verify(checkpoint)));
    }
  }

  @Test
  void replayedCheckpointHidesRecordsUntilANewerOneIsKnown() throws Exception {
    Files.write(copy.resolve("checkpoint"), older.get(4));
    LogVerifier verifier = new LogVerifier(new DirectoryTileReader(copy), key());
    assertInstanceOf(Verification.Verified.class, verifier.verify());
    assertEquals(
        List.of("rolled-back checkpoint 257-65999"), faults(verifier.verify(older.getLast())));
  }

  @Test
  void changedRecordIsNoForkWhenTheTilesStillProveTheOlderRoot() throws Exception {
    Tampered log = new Tampered(copy, folder.resolve("log"), SIZE);
    log.set(100, Logs.record(-1));
    LogVerifier verifier = new LogVerifier(new DirectoryTileReader(copy), key());
    assertEquals(
        List.of("record-changed tile/entries/000 100"), faults(verifier.verify(older.get(5))));
  }

  @Test
  void forgedOlderCheckpointIsRefused() throws Exception {
    byte[] forged =
        new String(older.get(4), StandardCharsets.UTF_8)
            .replace("\n257\n", "\n256\n")
            .getBytes(StandardCharsets.UTF_8);
    LogVerifier verifier = new LogVerifier(new DirectoryTileReader(copy), key());
    assertEquals(List.of("signature-forged older checkpoint"), faults(verifier.verify(forged)));
  }

  @Test
  void anyOfSeveralKeysMaySign() throws Exception {
    SigningKey next = SigningKey.loadOrCreate(copy.resolve("next.pem"), "log.example/a");
    List<VerifierKey> keys = List.of(next.verifierKey(), key());
    LogVerifier verifier =
        new LogVerifier(new DirectoryTileReader(copy), keys, LogVerifier.Options.defaults());
    assertInstanceOf(Verification.Verified.class, verifier.verify());
  }

  @Test
  void keysOfOtherLogsAreNoKeysOfThisOne() throws Exception {
    VerifierKey other =
        SigningKey.loadOrCreate(copy.resolve("other.pem"), "log.example/b").verifierKey();
    List<VerifierKey> keys = List.of(key(), other);
    TileReader reader = new DirectoryTileReader(copy);
    LogVerifier.Options options = LogVerifier.Options.defaults();
    assertThrows(IllegalArgumentException.class, () -> new LogVerifier(reader, keys, options));
  }

  @Test
  void recordsAreCheckedAndNeighboursWithTheSameFaultAreOne() throws Exception {
    LogVerifier.Options options = LogVerifier.Options.defaults().withRecords(new RecordForm("x"));
    LogVerifier verifier = new LogVerifier(new DirectoryTileReader(copy), List.of(key()), options);
    List<String> faults = faults(verifier.verify());
    assertEquals("record-not-canonical tile/entries/000 0-255", faults.getFirst());
    assertEquals("record-not-canonical tile/entries/001 256-511", faults.get(1));
  }

  @Test
  void progressIsToldInOrderUpToTheEnd() throws Exception {
    List<Long> told = new ArrayList<>();
    LogVerifier.Options options =
        LogVerifier.Options.defaults()
            .withThreads(3)
            .withProgress((done, of) -> {
              assertEquals(SIZE, of);
              told.add(done);
            });
    new LogVerifier(new DirectoryTileReader(copy), List.of(key()), options).verify();
    assertEquals(258, told.size());
    assertEquals(told.stream().sorted().toList(), told);
    assertEquals(SIZE, told.getLast());
  }

  @Test
  void fileThatCannotBeReadIsNoFaultOfTheLog() throws Exception {
    Files.delete(copy.resolve("tile/0/003"));
    Files.createDirectory(copy.resolve("tile/0/003"));
    LogVerifier verifier = new LogVerifier(new DirectoryTileReader(copy), key());
    assertThrows(IOException.class, verifier::verify);
  }

  @Test
  void originThatNobodyVouchesForIsNotPrinted() throws Exception {
    SigningKey stranger = SigningKey.loadOrCreate(copy.resolve("other.pem"), "log.example/a");
    for (String origin : List.of("log\u009b2J", "x".repeat(10_000))) {
      String text = origin + "\n1\n" + Logs.checkpoint(folder.resolve("log")).root() + "\n";
      Files.write(copy.resolve("checkpoint"), SignedNote.sign(text, stranger));
      Verification.Broken found =
          assertInstanceOf(
              Verification.Broken.class,
              new LogVerifier(new DirectoryTileReader(copy), key()).verify());
      assertEquals("is of another log, not of log.example/a", found.first().what());
    }
  }

  @Test
  @Timeout(30)
  void sizeThatNoLogHasIsRefusedInTime() throws Exception {
    SigningKey own = SigningKey.loadOrCreate(folder.resolve("key.pem"), "log.example/a");
    for (long size : new long[] {1L << 40, Long.MAX_VALUE}) {
      String text =
          new Checkpoint("log.example/a", size, Logs.checkpoint(folder.resolve("log")).root())
              .text();
      Files.write(copy.resolve("checkpoint"), SignedNote.sign(text, own));
      assertInstanceOf(
          Verification.Broken.class,
          new LogVerifier(new DirectoryTileReader(copy), key()).verify());
    }
  }

  private static List<String> faults(Verification found) {
    return TestLog.faults(assertInstanceOf(Verification.Broken.class, found));
  }

  @Test
  void olderCheckpointOfAnotherKeyIsRefused() throws Exception {
    signByAnother(copy);
    byte[] foreign = Files.readAllBytes(copy.resolve("checkpoint"));
    LogVerifier verifier = new LogVerifier(new DirectoryTileReader(folder.resolve("log")), key());
    assertEquals(List.of("unknown-key older checkpoint"), faults(verifier.verify(foreign)));
  }

  private static void signByAnother(Path log) throws IOException {
    Path file = log.resolve("checkpoint");
    String text = Files.readString(file, StandardCharsets.UTF_8);
    SigningKey other = SigningKey.loadOrCreate(log.resolve("other.pem"), "log.example/a");
    Files.write(file, SignedNote.sign(text.substring(0, text.lastIndexOf("\n\n") + 1), other));
  }
}
