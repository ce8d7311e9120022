package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of a directory in which the last process left something half done. */
class RecoveryTest {
  private static final int RECORDS = 3;

  @TempDir Path folder;

  /** A log as a kill leaves it: three records in the write-ahead file, none in a checkpoint. */
  private Path crashed;

  private Path home;

  @BeforeEach
  void crash() throws Exception {
    crashed = folder.resolve("crashed");
    Path live = folder.resolve("live");
    Files.createDirectories(live);
    TileLogOptions options = Logs.options(live).withCheckpointInterval(Duration.ofHours(1));
    try (TileLog log = TileLog.open(options)) {
      for (int i = 0; i < RECORDS; i++) {
        Logs.append(log, Logs.record(i));
      }
      Logs.copy(live, crashed);
    }
    home = folder.resolve("home");
  }

  private Path wal() {
    return home.resolve("log/wal/000000000001.wal");
  }

  private void reset() throws IOException {
    if (Files.exists(home)) {
      try (var all = Files.walk(home)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Logs.copy(crashed, home);
  }

  /** Opens, appends one record, closes and verifies; returns how many records were recovered. */
  private TileLog.Recovered recover() throws Exception {
    TileLog.Recovered recovered;
    try (TileLog log = TileLog.open(Logs.options(home))) {
      recovered = log.recovered();
      Logs.append(log, Logs.record(99));
    }
    Path directory = home.resolve("log");
    VerifierKey key = VerifierKey.parse(Files.readString(directory.resolve("vkey")));
    Verification.Verified found =
        assertInstanceOf(
            Verification.Verified.class,
            new LogVerifier(new DirectoryTileReader(directory), key).verify());
    assertEquals(recovered.records() + 1, found.size());
    // What was decided at the first start holds at the second.
    try (TileLog again = TileLog.open(Logs.options(home))) {
      assertEquals(recovered.records() + 1, again.recovered().records());
    }
    return recovered;
  }

  private static int frame(int number) {
    return WalSegment.HEADER_BYTES + number * Frame.bytes(Logs.record(0).length);
  }

  @Test
  void everythingAppendedIsThereAfterAKill() throws Exception {
    reset();
    assertEquals(new TileLog.Recovered(RECORDS, 0, 0), recover());
  }

  @Test
  void fileCutInsideTheLastRecordLosesThatRecordAlone() throws Exception {
    int wholeEnd = frame(RECORDS - 1) + Frame.WORD_BYTES + Logs.record(0).length;
    for (int end = frame(RECORDS - 1); end <= wholeEnd; end++) {
      reset();
      try (FileChannel file = FileChannel.open(wal(), StandardOpenOption.WRITE)) {
        file.truncate(end);
      }
      long expected = end < wholeEnd ? RECORDS - 1 : RECORDS;
      assertEquals(expected, recover().records(), "cut at " + end);
    }
  }

  @Test
  void lastRecordWithAnyBitChangedIsNoRecord() throws Exception {
    int wholeEnd = frame(RECORDS - 1) + Frame.WORD_BYTES + Logs.record(0).length;
    for (int at = frame(RECORDS - 1); at < wholeEnd; at++) {
      for (int bit : new int[] {1, 8, 128}) {
        reset();
        edit(at, bit);
        assertEquals(RECORDS - 1, recover().records(), "bit " + bit + " of byte " + at);
      }
    }
  }

  @Test
  void lastRecordOfWhichOnlyTheBeginningReachedTheDiskIsNoRecord() throws Exception {
    int wholeEnd = frame(RECORDS - 1) + Frame.WORD_BYTES + Logs.record(0).length;
    for (int torn = frame(RECORDS - 1); torn < wholeEnd; torn++) {
      for (byte rest : new byte[] {0, (byte) 0xFF}) {
        reset();
        byte[] bytes = Files.readAllBytes(wal());
        Arrays.fill(bytes, torn, wholeEnd, rest);
        Files.write(wal(), bytes);
        assertEquals(RECORDS - 1, recover().records(), "torn at " + torn);
      }
    }
  }

  private void edit(int at, int bit) throws IOException {
    byte[] bytes = Files.readAllBytes(wal());
    bytes[at] ^= (byte) bit;
    Files.write(wal(), bytes);
  }

  @Test
  void recordsBehindOneThatWasNeverCompletedAreKept() throws Exception {
    reset();
    // Flips two bits of the second frame: from committed (2) to reserved (1), as if its writer was
    // killed between the two.
    edit(frame(1) + 2, Frame.COMMITTED | Frame.RESERVED);
    assertEquals(new TileLog.Recovered(RECORDS - 1, 1, 0), recover());
  }

  /** A directory whose checkpoint covers all three records. */
  private void checkpointed() throws Exception {
    reset();
    TileLog.open(Logs.options(home)).close();
    assertEquals(RECORDS, Logs.checkpoint(home.resolve("log")).size());
  }

  private LogOpenException assertRefused() throws IOException {
    String before = Files.readString(home.resolve("log/checkpoint"));
    LogOpenException refused =
        assertThrows(LogOpenException.class, () -> TileLog.open(Logs.options(home)));
    assertEquals(before, Files.readString(home.resolve("log/checkpoint")));
    assertEquals(1, String.valueOf(refused.getMessage()).lines().count());
    return refused;
  }

  @Test
  void checkpointNewerThanTheDataIsRefused() throws Exception {
    checkpointed();
    try (FileChannel file = FileChannel.open(wal(), StandardOpenOption.WRITE)) {
      file.truncate(frame(2));
    }
    assertTrue(String.valueOf(assertRefused().getMessage()).contains("covers 3 records"));
  }

  @Test
  void missingWriteAheadFilesAreRefused() throws Exception {
    checkpointed();
    try (var files = Files.newDirectoryStream(home.resolve("log/wal"))) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    assertRefused();
  }

  @Test
  void changedRecordUnderACheckpointIsRefused() throws Exception {
    checkpointed();
    byte[] bytes = Files.readAllBytes(wal());
    byte[] record = Logs.record(7);
    System.arraycopy(record, 0, bytes, frame(1) + Frame.WORD_BYTES, record.length);
    long word = Frame.word(Frame.COMMITTED, record.length, Frame.crcOf(record));
    for (int i = 0; i < 8; i++) {
      bytes[frame(1) + i] = (byte) (word >>> (8 * i));
    }
    Files.write(wal(), bytes);
    assertTrue(String.valueOf(assertRefused().getMessage()).contains("data was changed"));
  }

  @Test
  void anotherKeyIsRefused() throws Exception {
    checkpointed();
    Files.delete(home.resolve("key.pem"));
    assertRefused();
    SigningKey.loadOrCreate(home.resolve("key.pem"), "log.example/a");
    assertRefused();
  }

  @Test
  void anotherOriginIsRefused() throws Exception {
    checkpointed();
    TileLogOptions renamed =
        TileLogOptions.of(
            home.resolve("log"), "log.example/b", home.resolve("key.pem"), Durability.ORDERED);
    assertThrows(LogOpenException.class, () -> TileLog.open(renamed));
  }

  @Test
  void tilesWithoutACheckpointAreRefused() throws Exception {
    checkpointed();
    Files.delete(home.resolve("log/checkpoint"));
    try (var files = Files.newDirectoryStream(home.resolve("log/wal"))) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    assertThrows(LogOpenException.class, () -> TileLog.open(Logs.options(home)));
  }

  @Test
  void refusedDirectoryIsFreeForTheNextTry() throws Exception {
    checkpointed();
    Path key = home.resolve("key.pem");
    byte[] right = Files.readAllBytes(key);
    Files.delete(key);
    assertRefused();
    Files.write(key, right);
    TileLog.open(Logs.options(home)).close();
  }

  /** A log with full bundles that only the tiles hold, after its write-ahead files were deleted. */
  private void retired(Consumer<Path> damage, long expectedRecords) throws Exception {
    Path grown = Files.createTempDirectory(folder, "grown");
    try (TileLog log = TileLog.open(Logs.options(grown))) {
      byte[] record = new byte[4000];
      for (int i = 0; i < 700; i++) {
        record[0] = (byte) i;
        record[1] = (byte) (i >>> 8);
        Logs.append(log, record);
      }
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (Files.exists(grown.resolve("log/wal/000000000001.wal"))) {
        assertTrue(System.nanoTime() < deadline, "the first write-ahead file is never deleted");
        Thread.sleep(10);
      }
    }
    damage.accept(grown.resolve("log"));
    home = grown;
    if (expectedRecords >= 0) {
      assertEquals(expectedRecords, recover().records());
    } else {
      assertRefused();
    }
  }

  @Test
  void tilesStandInForDeletedWriteAheadFiles() throws Exception {
    retired(log -> {}, 700);
  }

  @Test
  void missingTileUnderADeletedWriteAheadFileIsRefused() throws Exception {
    retired(log -> delete(log.resolve("tile/0/000")), -1);
  }

  @Test
  void rightEdgeIsMadeAgainFromTheWriteAheadFiles() throws Exception {
    retired(
        log -> {
          delete(log.resolve("tile/entries/002.p/188"));
          delete(log.resolve("tile/0/002.p/188"));
          delete(log.resolve("tile/1/000.p/2"));
        },
        700);
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
