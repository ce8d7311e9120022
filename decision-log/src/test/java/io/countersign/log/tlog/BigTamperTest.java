package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link TamperTest}, with a log of 66,000 records, which has tiles of three levels. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BigTamperTest {
  private static final int SIZE = 66_000;
  private static final byte[] STRANGER = "never logged".getBytes(StandardCharsets.UTF_8);

  @TempDir static Path folder;
  private Path log;
  private VerifierKey key;

  @BeforeAll
  void writeTheLog() throws Exception {
    log = TestLog.write(folder.resolve("one"), SIZE, i -> i);
    key = VerifierKey.parse(Files.readString(log.resolve("vkey")));
  }

  private static TamperTest.Row row(String name, TamperTest.Change change, String... faults) {
    return new TamperTest.Row(name, change, List.of(faults));
  }

  static Stream<TamperTest.Row> tamperings() {
    return Stream.of(
        row(
            "upperTileChanged",
            t -> t.flip("tile/1/000", 33),
            "upper-tile-wrong tile/1/000 256-511"),
        row("upperTileMissing", t -> t.delete("tile/1/000"), "tile-missing tile/1/000 0-65535"),
        row("upperTileCut", t -> t.cut("tile/1/000", 1), "tile-malformed tile/1/000 0-65535"),
        row(
            "upperTileReplacedByALeafTile",
            t -> t.write("tile/1/000", t.read("tile/0/005")),
            "upper-tile-wrong tile/1/000 0-255"),
        row(
            "upperTileMissingAndARecordChanged",
            t -> {
              t.delete("tile/1/000");
              t.set(40_000, STRANGER);
            },
            "tile-missing tile/1/000 0-65535",
            "record-changed tile/entries/156 40000"),
        row(
            "upperTileAndALeafTileBelowItChanged",
            t -> {
              t.flip("tile/1/000", 33);
              t.flip("tile/0/009", 0);
            },
            "upper-tile-wrong tile/1/000 256-511",
            "leaf-tile-wrong tile/0/009 2304"),
        row(
            "upperTileAndARecordElsewhereChanged",
            t -> {
              t.flip("tile/1/000", 33);
              t.set(40_000, STRANGER);
            },
            "upper-tile-wrong tile/1/000 256-511",
            "record-changed tile/entries/156 40000"),
        row(
            "partialTileOfLevelOneChanged",
            t -> t.flip("tile/1/001.p/1", 31),
            "partial-tile-wrong tile/1/001.p/1 65536-65791"),
        row(
            "tileOfLevelTwoChanged",
            t -> t.flip("tile/2/000.p/1", 0),
            "partial-tile-wrong tile/2/000.p/1 0-65535"),
        row(
            "tileOfLevelTwoMissing",
            t -> t.delete("tile/2/000.p/1"),
            "tile-missing tile/2/000.p/1 0-65535"),
        row(
            "allPartialTilesChanged",
            t -> {
              t.flip("tile/0/257.p/208", 0);
              t.flip("tile/1/001.p/1", 0);
              t.flip("tile/2/000.p/1", 0);
            },
            "partial-tile-wrong tile/2/000.p/1 0-65535",
            "partial-tile-wrong tile/1/001.p/1 65536-65791",
            "partial-tile-wrong tile/0/257.p/208 65792"),
        row(
            "recordAndBothTilesAboveItChanged",
            t -> {
              t.set(300, STRANGER);
              t.rehash(1, true);
            },
            "rewritten tile/1/000 0-65535"),
        row(
            "recordAndItsLeafTileChanged",
            t -> {
              t.set(1_800, STRANGER);
              t.rehash(7, false);
            },
            "rewritten tile/0/007 1792-2047"),
        row(
            "distantRecordsSwapped",
            t -> t.swapRecords(5, 65_900),
            "records-reordered tile/entries/000 5",
            "records-reordered tile/entries/257.p/208 65900"),
        row(
            "recordRemovedAndAllBehindItMoved",
            t -> t.rebundle(all -> all.remove(100)),
            "record-removed tile/entries/000 100",
            "records-reordered tile/entries/001 256-65792"));
  }

  @ParameterizedTest
  @MethodSource("tamperings")
  void tamperingIsNamedExactly(TamperTest.Row row) throws Exception {
    Path copy = Files.createTempDirectory(folder, "copy");
    Logs.copy(log, copy);
    row.change().to(new Tampered(copy, log, SIZE));
    Verification found = new LogVerifier(new DirectoryTileReader(copy), key).verify();
    assertEquals(row.faults(), TestLog.faults(assertInstanceOf(Verification.Broken.class, found)));
  }

  @Test
  void notMoreFaultsThanTheMostAreTold() throws Exception {
    Path copy = Files.createTempDirectory(folder, "copy");
    Logs.copy(log, copy);
    Tampered tampered = new Tampered(copy, log, SIZE);
    for (int bundle = 0; bundle < 150; bundle++) {
      tampered.delete(tampered.path(bundle));
    }
    Verification.Broken found =
        assertInstanceOf(
            Verification.Broken.class,
            new LogVerifier(new DirectoryTileReader(copy), key).verify());
    assertEquals(LogVerifier.MAX_FAULTS, found.faults().size());
    assertTrue(found.more());
  }
}
