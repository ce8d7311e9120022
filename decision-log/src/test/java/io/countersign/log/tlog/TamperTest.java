package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that can be done to the files of a log, and exactly what the verifier says of it. The
 * log has 600 records: two full bundles, one of 88, and a tile of level 1 with two hashes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TamperTest {
  private static final int SIZE = 600;
  private static final String LAST = "tile/entries/002.p/88";
  private static final byte[] STRANGER = "never logged".getBytes(StandardCharsets.UTF_8);

  @TempDir static Path folder;
  private Path log;
  private Path other;
  private SigningKey key;
  private SigningKey foreignKey;

  @BeforeAll
  void writeTheLogs() throws Exception {
    log = TestLog.write(folder.resolve("one"), SIZE, i -> i);
    other = TestLog.write(folder.resolve("other"), SIZE, i -> i + 10_000);
    key = SigningKey.loadOrCreate(folder.resolve("one/key.pem"), "log.example/a");
    foreignKey = SigningKey.loadOrCreate(folder.resolve("other/key.pem"), "log.example/a");
  }

  interface Change {
    void to(Tampered log) throws Exception;
  }

  /**
   * One way of tampering.
   *
   * @param faults all that must be found, each as kind, file and records
   */
  record Row(String name, Change change, List<String> faults) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Row row(String name, Change change, String... faults) {
    return new Row(name, change, List.of(faults));
  }

  Stream<Row> records() {
    return Stream.of(
        row("recordChanged", t -> t.set(100, STRANGER), "record-changed tile/entries/000 100"),
        row(
            "oneBitOfARecordChanged",
            t -> t.flip("tile/entries/001", 2),
            "record-changed tile/entries/001 256"),
        row("lastRecordChanged", t -> t.set(599, STRANGER), "record-changed " + LAST + " 599"),
        row(
            "twoRecordsChanged",
            t -> {
              t.set(3, STRANGER);
              t.set(300, STRANGER);
            },
            "record-changed tile/entries/000 3",
            "record-changed tile/entries/001 300"),
        row(
            "neighboursChanged",
            t -> {
              t.set(10, STRANGER);
              t.set(11, STRANGER);
            },
            "record-changed tile/entries/000 10-11"),
        row("recordEmptied", t -> t.set(7, new byte[0]), "record-changed tile/entries/000 7"),
        row(
            "recordCopiedOverItsNeighbour",
            t -> t.edit(0, all -> all.set(4, all.get(5))),
            "record-changed tile/entries/000 4"),
        row(
            "recordRemoved",
            t -> t.edit(1, all -> all.remove(9)),
            "record-removed tile/entries/001 265"),
        row(
            "firstRecordRemoved",
            t -> t.edit(0, all -> all.remove(0)),
            "record-removed tile/entries/000 0"),
        row(
            "lastRecordRemoved",
            t -> t.edit(2, List::removeLast),
            "record-removed " + LAST + " 599"),
        row(
            "recordRemovedAndAllBehindItMoved",
            t -> t.rebundle(all -> all.remove(100)),
            "record-removed tile/entries/000 100",
            "records-reordered tile/entries/001 256-512"),
        row(
            "recordInserted",
            t -> t.edit(0, all -> all.add(50, STRANGER)),
            "record-inserted tile/entries/000 50"),
        row(
            "emptyRecordInserted",
            t -> t.edit(0, all -> all.add(50, new byte[0])),
            "record-inserted tile/entries/000 50"),
        row(
            "recordAppendedToAFullBundle",
            t -> t.edit(0, all -> all.add(STRANGER)),
            "record-inserted tile/entries/000 256"),
        row(
            "recordAppendedToTheLog",
            t -> t.edit(2, all -> all.add(STRANGER)),
            "record-inserted " + LAST + " 600"),
        row(
            "recordInsertedAndAllBehindItMoved",
            t -> t.rebundle(all -> all.add(100, STRANGER)),
            "record-inserted tile/entries/000 100",
            "records-reordered tile/entries/000 255-511"),
        row(
            "recordReplayed",
            t -> t.edit(1, all -> all.add(20, all.get(3))),
            "record-inserted tile/entries/001 276"),
        row("recordsSwapped", t -> t.swapRecords(4, 9), "records-reordered tile/entries/000 4-9"),
        row(
            "recordsOfTwoBundlesSwapped",
            t -> t.swapRecords(100, 300),
            "records-reordered tile/entries/000 100-300"),
        row(
            "recordsReversed",
            t -> t.edit(2, Collections::reverse),
            "records-reordered " + LAST + " 512-599"),
        row(
            "recordMoved",
            t -> t.edit(0, all -> all.add(200, all.remove(20))),
            "records-reordered tile/entries/000 20"),
        row(
            "bundlesSwapped",
            t -> t.swap("tile/entries/000", "tile/entries/001"),
            "records-reordered tile/entries/000 0-511"),
        row(
            "recordChangedAndAnotherRemoved",
            t ->
                t.edit(
                    0,
                    all -> {
                      all.set(10, STRANGER);
                      all.remove(20);
                    }),
            "record-changed tile/entries/000 10",
            "record-removed tile/entries/000 20"));
  }

  Stream<Row> bundles() {
    return Stream.of(
        row(
            "bundleMissing",
            t -> t.delete("tile/entries/000"),
            "bundle-missing tile/entries/000 0-255"),
        row("lastBundleMissing", t -> t.delete(LAST), "bundle-missing " + LAST + " 512-599"),
        row(
            "bundleCutInsideARecord",
            t -> t.cut("tile/entries/000", 3),
            "bundle-cut tile/entries/000 255"),
        row(
            "bundleCutInsideALength",
            t -> t.write("tile/entries/000", Arrays.copyOf(t.read("tile/entries/000"), 11)),
            "bundle-cut tile/entries/000 1-255"),
        row(
            "bundleEmptied",
            t -> t.write("tile/entries/001", new byte[0]),
            "bundle-cut tile/entries/001 256-511"),
        row(
            "byteAppendedToABundle",
            t -> t.append("tile/entries/000", new byte[] {7}),
            "bundle-too-long tile/entries/000 0-255"),
        row(
            "bundleLongerThanAnyCanBe",
            t -> t.append("tile/entries/000", new byte[EntryBundle.MAX_BYTES]),
            "bundle-too-long tile/entries/000 0-255"),
        row(
            "lengthChanged",
            t -> t.flip("tile/entries/000", 0),
            "bundle-malformed tile/entries/000 0-255"),
        row(
            "lengthChangedOfALaterRecord",
            t -> t.flip("tile/entries/000", 101),
            "bundle-malformed tile/entries/000 10-255"),
        row(
            "lengthBeyondTheBundlesEnd",
            t -> {
              byte[] bytes = t.read("tile/entries/000");
              bytes[0] = 100;
              t.write("tile/entries/000", bytes);
            },
            "bundle-malformed tile/entries/000 0-255"),
        row(
            "bundleOfAnotherLog",
            t -> t.copyFrom(other, "tile/entries/001"),
            "record-changed tile/entries/001 256-511"),
        row(
            "bundleOfAnotherLogWithItsTile",
            t -> {
              t.copyFrom(other, "tile/entries/001");
              t.copyFrom(other, "tile/0/001");
            },
            "rewritten tile/0/001 256-511"));
  }

  Stream<Row> tiles() {
    return Stream.of(
        row("leafTileChanged", t -> t.flip("tile/0/001", 8191), "leaf-tile-wrong tile/0/001 511"),
        row(
            "leafTileChangedAndARecord",
            t -> {
              t.flip("tile/0/000", 0);
              t.set(200, STRANGER);
            },
            "leaf-tile-wrong tile/0/000 0",
            "record-changed tile/entries/000 200"),
        row("leafTileMissing", t -> t.delete("tile/0/000"), "tile-missing tile/0/000 0-255"),
        row(
            "leafTileMissingAndARecordChanged",
            t -> {
              t.delete("tile/0/000");
              t.set(200, STRANGER);
            },
            "tile-missing tile/0/000 0-255",
            "record-changed tile/entries/000 0-255"),
        row("leafTileCut", t -> t.cut("tile/0/000", 32), "tile-malformed tile/0/000 0-255"),
        row(
            "byteAppendedToALeafTile",
            t -> t.append("tile/0/000", new byte[1]),
            "tile-malformed tile/0/000 0-255"),
        row(
            "leafTilesSwapped",
            t -> t.swap("tile/0/000", "tile/0/001"),
            "leaf-tile-wrong tile/0/000 0",
            "leaf-tile-wrong tile/0/001 256"),
        row(
            "leafTileLinkedToAnother",
            t -> t.link("tile/0/001", "tile/0/000"),
            "leaf-tile-wrong tile/0/001 256"),
        row(
            "leafTileOfAnotherLog",
            t -> t.copyFrom(other, "tile/0/000"),
            "leaf-tile-wrong tile/0/000 0"),
        row(
            "partialLeafTileChanged",
            t -> t.flip("tile/0/002.p/88", 64),
            "partial-tile-wrong tile/0/002.p/88 514"),
        row(
            "partialLeafTileMissing",
            t -> t.delete("tile/0/002.p/88"),
            "tile-missing tile/0/002.p/88 512-599"),
        row(
            "olderPartialLeafTileInItsPlace",
            t -> t.cut("tile/0/002.p/88", 44 * Hash.SIZE),
            "tile-malformed tile/0/002.p/88 512-599"),
        row(
            "fullTileThatTookItsPlaceIsWrong",
            t -> {
              byte[] full = Arrays.copyOf(t.read("tile/0/002.p/88"), 8192);
              full[5 * Hash.SIZE] ^= 1;
              t.delete("tile/0/002.p/88");
              t.write("tile/0/002", full);
            },
            "partial-tile-wrong tile/0/002 517"),
        row(
            "tileOfLevelOneChanged",
            t -> t.flip("tile/1/000.p/2", 40),
            "partial-tile-wrong tile/1/000.p/2 256-511"),
        row(
            "tileOfLevelOneMissing",
            t -> t.delete("tile/1/000.p/2"),
            "tile-missing tile/1/000.p/2 0-511"),
        row(
            "tilesOfBothLevelsChanged",
            t -> {
              t.flip("tile/1/000.p/2", 40);
              t.flip("tile/0/000", 40);
            },
            "leaf-tile-wrong tile/0/000 1",
            "partial-tile-wrong tile/1/000.p/2 256-511"),
        row(
            "recordAndItsLeafTileChanged",
            t -> {
              t.set(100, STRANGER);
              t.rehash(0, false);
            },
            "rewritten tile/0/000 0-255"),
        row(
            "recordAndAllTilesAboveItChanged",
            t -> {
              t.set(100, STRANGER);
              t.rehash(0, true);
            },
            "root-mismatch checkpoint"));
  }

  Stream<Row> checkpoints() {
    String text = "log.example/a\n600\n";
    return Stream.of(
        row("checkpointMissing", t -> t.delete("checkpoint"), "checkpoint-missing checkpoint"),
        row(
            "checkpointEmpty",
            t -> t.write("checkpoint", new byte[0]),
            "checkpoint-malformed checkpoint"),
        row("checkpointCut", t -> t.cut("checkpoint", 1), "checkpoint-malformed checkpoint"),
        row(
            "byteAppendedToTheCheckpoint",
            t -> t.append("checkpoint", new byte[] {'x'}),
            "checkpoint-malformed checkpoint"),
        row(
            "checkpointTooLong",
            t -> t.append("checkpoint", new byte[SignedNote.MAX_BYTES]),
            "checkpoint-malformed checkpoint"),
        row("sizeRaisedByOne", t -> t.replace("\n600\n", "\n601\n"), "signature-forged checkpoint"),
        row(
            "originChanged",
            t -> t.replace("log.example/a\n", "log.example/b\n"),
            "signature-forged checkpoint"),
        row(
            "rootOfAnotherLogPutIn",
            t ->
                t.replace(
                    Logs.checkpoint(log).root().toString(),
                    Logs.checkpoint(other).root().toString()),
            "signature-forged checkpoint"),
        row(
            "signedByAnotherKeyOfTheSameName",
            t -> t.sign(Logs.checkpoint(log).text(), foreignKey),
            "unknown-key checkpoint"),
        row(
            "checkpointOfAnotherLogOfTheSameName",
            t -> t.copyFrom(other, "checkpoint"),
            "unknown-key checkpoint"),
        row(
            "checkpointOfAnotherOriginSignedByThisKey",
            t -> t.sign("log.example/b\n600\n" + Logs.checkpoint(log).root() + "\n", key),
            "other-origin checkpoint"),
        row(
            "checkpointOfAnotherOriginThatMovesTheCursor",
            t -> t.sign("log\u009b2J\n600\n" + Logs.checkpoint(log).root() + "\n", foreignKey),
            "other-origin checkpoint"),
        row("signedTextIsNoCheckpoint", t -> t.sign(text, key), "checkpoint-malformed checkpoint"),
        row(
            "signedWithAnotherRoot",
            t -> t.sign(text + Logs.checkpoint(other).root() + "\n", key),
            "root-mismatch checkpoint"),
        row(
            "signedWithOneRecordMore",
            t -> t.sign("log.example/a\n601\n" + Logs.checkpoint(log).root() + "\n", key),
            "tile-missing tile/0/002.p/89 512-600",
            "bundle-missing tile/entries/002.p/89 512-600"),
        row(
            "signedAsEmpty",
            t -> t.sign("log.example/a\n0\n" + Logs.checkpoint(log).root() + "\n", key),
            "root-mismatch checkpoint"));
  }

  @ParameterizedTest
  @MethodSource({"records", "bundles", "tiles", "checkpoints"})
  void tamperingIsNamedExactly(Row row) throws Exception {
    Path copy = Files.createTempDirectory(folder, "copy");
    Logs.copy(log, copy);
    row.change().to(new Tampered(copy, log, SIZE));
    LogVerifier verifier = new LogVerifier(new DirectoryTileReader(copy), key.verifierKey());
    assertEquals(
        row.faults(),
        TestLog.faults(assertInstanceOf(Verification.Broken.class, verifier.verify())));
  }

  @Test
  void logWhosePartialTilesWereReplacedByFullOnesVerifies() throws Exception {
    Path copy = Files.createTempDirectory(folder, "grown");
    Logs.copy(log, copy);
    Tampered grown = new Tampered(copy, log, SIZE);
    grown.write("tile/0/002", Arrays.copyOf(grown.read("tile/0/002.p/88"), 8192));
    grown.write("tile/entries/002", grown.read(LAST));
    grown.append("tile/entries/002", new byte[2 * (256 - 88)]);
    grown.delete("tile/0/002.p/88");
    grown.delete(LAST);
    assertInstanceOf(
        Verification.Verified.class,
        new LogVerifier(new DirectoryTileReader(copy), key.verifierKey()).verify());
  }
}
