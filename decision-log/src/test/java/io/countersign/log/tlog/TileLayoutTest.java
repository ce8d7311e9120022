package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TileLayoutTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 256, tile/0/000",
    "0, 0, 1, tile/0/000.p/1",
    "0, 255, 255, tile/0/255.p/255",
    "1, 999, 256, tile/1/999",
    "0, 1000, 256, tile/0/x001/000",
    "0, 1000, 7, tile/0/x001/000.p/7",
    "2, 999999, 256, tile/2/x999/999",
    "0, 1000000, 256, tile/0/x001/x000/000",
    "0, 1234067, 256, tile/0/x001/x234/067",
    "3, 1234067, 8, tile/3/x001/x234/067.p/8",
  })
  void tilePath(int level, long index, int width, String path) {
    assertEquals(path, TileLayout.tile(level, index, width));
    assertEquals(
        path.replaceFirst("tile/[0-9]+", "tile/entries"), TileLayout.entries(index, width));
  }

  @ParameterizedTest
  @CsvSource({"8, 0, 1", "-1, 0, 1", "0, -1, 1", "0, 0, 0", "0, 0, 257"})
  void pathThatNoTreeHasIsRefused(int level, long index, int width) {
    assertThrows(IllegalArgumentException.class, () -> TileLayout.tile(level, index, width));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | ''",
        "1 | tile/0/000.p/1",
        "255 | tile/0/000.p/255",
        "256 | tile/1/000.p/1",
        "257 | tile/0/001.p/1 tile/1/000.p/1",
        "511 | tile/0/001.p/255 tile/1/000.p/1",
        "512 | tile/1/000.p/2",
        "65535 | tile/0/255.p/255 tile/1/000.p/255",
        "65536 | tile/2/000.p/1",
        "65537 | tile/0/256.p/1 tile/2/000.p/1",
        "65792 | tile/1/001.p/1 tile/2/000.p/1",
      })
  void partialTilesOfATree(long size, String paths) {
    assertEquals(
        paths,
        String.join(" ", TileLayout.rightEdge(size).stream().map(TileLayout.Part::path).toList()));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 255, 255",
    "0, 0, 256, 256",
    "0, 1, 256, 0",
    "0, 1, 257, 1",
    "1, 0, 255, 0",
    "1, 0, 256, 1",
    "1, 0, 65535, 255",
    "1, 0, 65536, 256",
    "1, 1, 65792, 1",
  })
  void widthOfATile(int level, long index, long size, int width) {
    assertEquals(width, TileLayout.width(level, index, size));
  }

  @Test
  void largestTreeHasPaths() {
    for (TileLayout.Part part : TileLayout.rightEdge(Long.MAX_VALUE)) {
      assertEquals(part.level() == 7 ? 127 : 255, part.width());
    }
  }
}
