package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TileLogTest {
  @TempDir Path folder;

  private TileLogOptions options(Durability durability) {
    return TileLogOptions.of(
            folder.resolve("log"), "log.example/a", folder.resolve("key.pem"), durability)
        .withSegments(128 * 1024, 4);
  }

  private Checkpoint checkpoint() throws IOException, SignedNote.MalformedException {
    Path log = folder.resolve("log");
    VerifierKey key = VerifierKey.parse(Files.readString(log.resolve("vkey")));
    return Checkpoint.parse(
        SignedNote.open(Files.readAllBytes(log.resolve("checkpoint")), List.of(key)));
  }

  private static byte[] record(int number) {
    return ("record " + number).getBytes(StandardCharsets.UTF_8);
  }

  private static Hash rootOf(int size) {
    MerkleTree tree = new MerkleTree((level, index, tile) -> {});
    for (int i = 0; i < size; i++) {
      tree.add(tree.hasher().leaf(record(i)));
    }
    return tree.root();
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void restartedLogExtendsTheTree(Durability durability) throws Exception {
    int size = 0;
    for (int round = 0; round < 5; round++) {
      try (TileLog log = TileLog.open(options(durability))) {
        assertEquals(size, log.recovered().records());
        int more = durability == Durability.ORDERED ? 3000 : 200;
        for (int i = 0; i < more; i++) {
          assertEquals(AppendOutcome.APPENDED, appendPatiently(log, record(size)));
          size++;
        }
      }
      assertEquals(new Checkpoint("log.example/a", size, rootOf(size)), checkpoint());
    }
  }

  private static AppendOutcome appendPatiently(TileLog log, byte[] record) throws Exception {
    AppendOutcome outcome = log.append(record);
    while (outcome == AppendOutcome.BACK_PRESSURE) {
      Thread.sleep(5);
      outcome = log.append(record);
    }
    return outcome;
  }

  @Test
  void secondWriterIsRefused() throws Exception {
    TileLogOptions options = options(Durability.ORDERED);
    try (TileLog first = TileLog.open(options)) {
      assertThrows(LogOpenException.class, () -> TileLog.open(options));
      assertEquals(AppendOutcome.APPENDED, first.append(record(0)));
    }
  }

  @Test
  void recordOfNoOrTooManyBytesIsRefused() throws Exception {
    try (TileLog log = TileLog.open(options(Durability.ORDERED))) {
      assertEquals(AppendOutcome.REFUSED_SIZE, log.append(new byte[0]));
      assertEquals(AppendOutcome.REFUSED_SIZE, log.append(new byte[65_536]));
      assertEquals(AppendOutcome.APPENDED, log.append(new byte[65_535]));
    }
    assertEquals(1, checkpoint().size());
  }

  @Test
  void fileInPlaceOfTheDirectoryIsRefusedInOneLine() throws Exception {
    Files.writeString(folder.resolve("log"), "a file");
    LogOpenException refused =
        assertThrows(LogOpenException.class, () -> TileLog.open(options(Durability.ORDERED)));
    assertEquals(1, String.valueOf(refused.getMessage()).lines().count());
  }

  @Test
  void folderInPlaceOfTheKeyIsRefusedInOneLine() throws Exception {
    Files.createDirectories(folder.resolve("key.pem"));
    LogOpenException refused =
        assertThrows(LogOpenException.class, () -> TileLog.open(options(Durability.ORDERED)));
    assertEquals(1, String.valueOf(refused.getMessage()).lines().count());
  }

  @Test
  void logVerifiesWhileItIsWritten() throws Exception {
    try (TileLog log = TileLog.open(options(Durability.ORDERED))) {
      LogVerifier verifier =
          new LogVerifier(new DirectoryTileReader(folder.resolve("log")), log.verifierKey());
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int i = 0; i < 3000; i++) {
                    appendPatiently(log, record(i));
                    Thread.sleep(0, 200_000);
                  }
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      long size = 0;
      while (writer.isAlive()) {
        Verification found = verifier.verify();
        Verification.Verified verified =
            assertInstanceOf(Verification.Verified.class, found, found::toString);
        assertTrue(verified.size() >= size);
        size = verified.size();
      }
    }
    assertEquals(3000, checkpoint().size());
  }

  @Test
  void closedLogTakesNoRecord() throws Exception {
    TileLog log = TileLog.open(options(Durability.ORDERED));
    log.close();
    assertEquals(AppendOutcome.CLOSED, log.append(record(0)));
    log.close();
  }

  @Test
  void newKeyIsReadableByItsOwnerAlone() throws Exception {
    TileLog.open(options(Durability.ORDERED)).close();
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("key.pem"))));
    assertTrue(Files.readString(folder.resolve("log/vkey")).startsWith("log.example/a+"));
  }
}
