package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A log of 66,000 records, which has tiles of three levels, and many ways of tampering with it. */
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

  private Verification verify() throws IOException {
    return new LogVerifier(new DirectoryTileReader(copy), key()).verify();
  }

  @Test
  void untouchedLogVerifiesFromEveryCheckpointItEverHad() throws Exception {
    for (byte[] checkpoint : older) {
      Verification found = new LogVerifier(new DirectoryTileReader(copy), key()).verify(checkpoint);
      assertEquals(SIZE, assertInstanceOf(Verification.Verified.class, found).size());
    }
  }

  record Tampering(String name, String where, Change change) {
    interface Change {
      void to(Path log) throws Exception;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Tampering> tamperings() {
    return Stream.of(
        new Tampering("recordChanged", "tile/entries/100", log -> flip(log, "tile/entries/100", 5)),
        new Tampering(
            "recordChangedInThePartialBundle",
            "tile/entries/257.p/208",
            log -> flip(log, "tile/entries/257.p/208", 5)),
        new Tampering(
            "recordAndItsLeafHashChanged",
            "tile/0/007",
            log -> {
              flip(log, "tile/entries/007", 5);
              rehash(log, "tile/entries/007", "tile/0/007");
            }),
        new Tampering(
            "recordAndLeafHashChangedAtTheRightEdge",
            "checkpoint",
            log -> {
              flip(log, "tile/entries/257.p/208", 5);
              rehash(log, "tile/entries/257.p/208", "tile/0/257.p/208");
            }),
        new Tampering("recordRemoved", "tile/entries/003", log -> edit(log, 3, r -> r.remove(9))),
        new Tampering("recordAdded", "tile/entries/003", log -> edit(log, 3, r -> r.add(r.get(0)))),
        new Tampering(
            "recordsReordered",
            "tile/entries/003",
            log -> edit(log, 3, r -> r.set(4, r.set(5, r.get(4))))),
        new Tampering(
            "recordDuplicated", "tile/entries/003", log -> edit(log, 3, r -> r.set(4, r.get(5)))),
        new Tampering(
            "bundleCutShort", "tile/entries/003", log -> cut(log, "tile/entries/003", 100)),
        new Tampering(
            "bundleCutAtARecord", "tile/entries/003", log -> edit(log, 3, List::removeLast)),
        new Tampering(
            "bundleMissing",
            "tile/entries/000",
            log -> Files.delete(log.resolve("tile/entries/000"))),
        new Tampering(
            "bundlesSwapped",
            "tile/entries/010",
            log -> swap(log, "tile/entries/010", "tile/entries/011")),
        new Tampering("leafTileChanged", "tile/0/200", log -> flip(log, "tile/0/200", 8191)),
        new Tampering("tileOfLevelOneChanged", "tile/1/000", log -> flip(log, "tile/1/000", 0)),
        new Tampering(
            "partialTileOfLevelOneChanged",
            "tile/1/001.p/1",
            log -> flip(log, "tile/1/001.p/1", 31)),
        new Tampering(
            "tileOfLevelTwoChanged", "tile/2/000.p/1", log -> flip(log, "tile/2/000.p/1", 0)),
        new Tampering("tileCutShort", "tile/0/001", log -> cut(log, "tile/0/001", 32)),
        new Tampering("tileTooLong", "tile/0/001", log -> lengthen(log, "tile/0/001")),
        new Tampering("tileMissing", "tile/1/000", log -> Files.delete(log.resolve("tile/1/000"))),
        new Tampering("sizeForged", "checkpoint", log -> replace(log, "66000", "66001")),
        new Tampering(
            "originForged",
            "checkpoint",
            log -> replace(log, "log.example/a\n6", "log.example/b\n6")),
        new Tampering("signatureForged", "checkpoint", log -> flip(log, "checkpoint", 120)),
        new Tampering(
            "checkpointMissing", "checkpoint", log -> Files.delete(log.resolve("checkpoint"))),
        new Tampering(
            "checkpointEmpty",
            "checkpoint",
            log -> Files.write(log.resolve("checkpoint"), new byte[0])),
        new Tampering("signedByAnotherKey", "checkpoint", LogVerifierTest::signByAnother));
  }

  @ParameterizedTest
  @MethodSource("tamperings")
  void tamperingIsFoundWhereItIs(Tampering tampering) throws Exception {
    tampering.change().to(copy);
    Verification.Broken found = assertInstanceOf(Verification.Broken.class, verify());
    assertEquals(tampering.where(), found.first().where());
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
    assertEquals("checkpoint", found.first().where());
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
    assertInstanceOf(Verification.Broken.class, verifier.verify(older.get(4)));
  }

  @Test
  void olderCheckpointOfAnotherKeyIsRefused() throws Exception {
    signByAnother(copy);
    byte[] foreign = Files.readAllBytes(copy.resolve("checkpoint"));
    LogVerifier verifier = new LogVerifier(new DirectoryTileReader(folder.resolve("log")), key());
    assertEquals(
        "older checkpoint",
        assertInstanceOf(Verification.Broken.class, verifier.verify(foreign)).first().where());
  }

  private static void flip(Path log, String file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(log.resolve(file));
    bytes[at] ^= 1;
    Files.write(log.resolve(file), bytes);
  }

  private static void cut(Path log, String file, int bytes) throws IOException {
    byte[] all = Files.readAllBytes(log.resolve(file));
    Files.write(log.resolve(file), Arrays.copyOf(all, all.length - bytes));
  }

  private static void lengthen(Path log, String file) throws IOException {
    byte[] all = Files.readAllBytes(log.resolve(file));
    Files.write(log.resolve(file), Arrays.copyOf(all, all.length + 32));
  }

  private static void swap(Path log, String one, String other) throws IOException {
    byte[] bytes = Files.readAllBytes(log.resolve(one));
    Files.copy(log.resolve(other), log.resolve(one), StandardCopyOption.REPLACE_EXISTING);
    Files.write(log.resolve(other), bytes);
  }

  private static void replace(Path log, String from, String to) throws IOException {
    Path file = log.resolve("checkpoint");
    Files.writeString(file, Files.readString(file).replaceFirst(from, to));
  }

  private static void edit(Path log, int bundle, Consumer<List<byte[]>> change) throws Exception {
    Path file = log.resolve(TileLayout.entries(bundle, 256));
    List<byte[]> records = new ArrayList<>(EntryBundle.parse(Files.readAllBytes(file), 256));
    change.accept(records);
    EntryBundle changed = new EntryBundle();
    records.forEach(changed::add);
    Files.write(file, changed.bytes());
  }

  /** Makes a leaf tile that agrees with a changed bundle. */
  private static void rehash(Path log, String bundle, String tile) throws Exception {
    int width = Files.readAllBytes(log.resolve(tile)).length / Hash.SIZE;
    byte[] hashes = new byte[width * Hash.SIZE];
    int at = 0;
    for (byte[] record : EntryBundle.parse(Files.readAllBytes(log.resolve(bundle)), width)) {
      Proofs.leafHash(record).copyTo(hashes, at);
      at += Hash.SIZE;
    }
    Files.write(log.resolve(tile), hashes);
  }

  private static void signByAnother(Path log) throws IOException {
    Path file = log.resolve("checkpoint");
    String text = Files.readString(file, StandardCharsets.UTF_8);
    SigningKey other = SigningKey.loadOrCreate(log.resolve("other.pem"), "log.example/a");
    Files.write(file, SignedNote.sign(text.substring(0, text.lastIndexOf("\n\n") + 1), other));
  }
}
