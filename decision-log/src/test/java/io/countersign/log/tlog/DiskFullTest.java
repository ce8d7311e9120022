package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiskFullTest {
  @TempDir Path folder;

  /** A disk that can be filled. */
  private static final class Disk extends LogFiles {
    volatile boolean full;

    @Override
    void write(FileChannel channel, ByteBuffer bytes) throws IOException {
      if (full) {
        throw new IOException("No space left on device");
      }
      super.write(channel, bytes);
    }
  }

  private final Set<String> appended = new HashSet<>();
  private int number;

  private AppendOutcome append(TileLog log) {
    String record = "record " + number++ + " " + "x".repeat(1500);
    AppendOutcome outcome = log.append(record.getBytes(StandardCharsets.UTF_8));
    if (outcome == AppendOutcome.APPENDED) {
      appended.add(record);
    }
    return outcome;
  }

  private void appendUntil(TileLog log, AppendOutcome wanted) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    AppendOutcome outcome = append(log);
    while (outcome != wanted) {
      assertTrue(System.nanoTime() < deadline, "still " + outcome);
      Thread.sleep(1);
      outcome = append(log);
    }
  }

  private void assertComplete() throws Exception {
    Path directory = folder.resolve("log");
    VerifierKey key = VerifierKey.parse(Files.readString(directory.resolve("vkey")));
    DirectoryTileReader reader = new DirectoryTileReader(directory);
    assertInstanceOf(Verification.Verified.class, new LogVerifier(reader, key).verify());
    LogReader log = LogReader.open(reader, key);
    Set<String> found = new HashSet<>();
    for (long bundle = 0; bundle < log.bundles(); bundle++) {
      for (byte[] record : log.records(bundle)) {
        found.add(new String(record, StandardCharsets.UTF_8));
      }
    }
    assertTrue(appended.equals(found), "the log holds what was appended and nothing else");
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void fullDiskRefusesRecordsAndFreeSpaceTakesThemAgain(Durability durability) throws Exception {
    Disk disk = new Disk();
    try (TileLog log = TileLog.open(Logs.options(folder, durability), disk)) {
      for (int round = 0; round < 3; round++) {
        appendUntil(log, AppendOutcome.APPENDED);
        disk.full = true;
        appendUntil(log, AppendOutcome.DISK_UNAVAILABLE);
        disk.full = false;
      }
      appendUntil(log, AppendOutcome.APPENDED);
    }
    assertComplete();
  }

  @Test
  void logClosedOnAFullDiskKeepsItsRecordsForTheNextStart() throws Exception {
    Disk disk = new Disk();
    TileLog log = TileLog.open(Logs.options(folder), disk);
    appendUntil(log, AppendOutcome.APPENDED);
    disk.full = true;
    appendUntil(log, AppendOutcome.DISK_UNAVAILABLE);
    assertThrows(IOException.class, log::close);
    TileLog.open(Logs.options(folder)).close();
    assertComplete();
  }

  @Test
  void logCannotBeOpenedOnAFullDisk() {
    Disk disk = new Disk();
    disk.full = true;
    assertThrows(IOException.class, () -> TileLog.open(Logs.options(folder), disk));
  }

  @Test
  void writerThatIsBehindRefusesRecordsAndCatchesUp() throws Exception {
    Disk disk = new Disk();
    TileLogOptions options = Logs.options(folder).withCheckpointInterval(Duration.ofMillis(1));
    try (TileLog log = TileLog.open(options.withSegments(128 * 1024, 3), disk)) {
      boolean refused = false;
      for (int i = 0; i < 20_000 && !refused; i++) {
        refused = append(log) == AppendOutcome.BACK_PRESSURE;
      }
      assertTrue(refused, "three small files never filled up");
      appendUntil(log, AppendOutcome.APPENDED);
    }
    assertComplete();
  }
}
