package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedFileTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "checkpoint",
        "tile/0/000",
        "tile/7/999",
        "tile/entries/000.p/1",
        "tile/0/x001/x234/067",
        "tile/entries/x001/000.p/255",
      })
  void pathOfALogIsPublished(String path) {
    assertEquals(path, PublishedFile.of(path).orElseThrow().path());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/checkpoint",
        "checkpoint.tmp",
        "checkpoint/",
        "lock",
        "vkey",
        "wal/000000000001.wal",
        "bundles/x.tar.gz",
        "tile",
        "tile/",
        "tile/8/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/001/000",
        "tile/0/x001",
        "tile/0/000.p",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.tmp",
        "tile/../wal/000",
        "tile/entries/../../lock",
        "tile/0/000%2e",
        "tile//000",
        "tile/0/x000/001",
        "tile/0/x000/x000/001",
        "tile/0/x001/x001/x001/x001/x001/x001/001",
        "tile/00/000",
        "tile/entries/000.p/999",
        "tile/0/٠٠١",
        "Checkpoint",
        "tile/0/000\n",
      })
  void anyOtherPathIsNotPublished(String path) {
    assertEquals(Optional.empty(), PublishedFile.of(path));
  }

  @ParameterizedTest
  @CsvSource({
    "tile/entries/000.p/1, 0, false",
    "tile/entries/000.p/1, 1, true",
    "tile/entries/000.p/9, 8, false",
    "tile/entries/000, 255, false",
    "tile/entries/000, 256, true",
    "tile/entries/000.p/9, 300, true",
    "tile/0/001, 511, false",
    "tile/0/001, 512, true",
    "tile/1/000.p/2, 511, false",
    "tile/1/000.p/2, 512, true",
    "tile/2/000.p/1, 65535, false",
    "tile/2/000.p/1, 65536, true",
    "tile/7/999, 9223372036854775807, false",
  })
  void checkpointCoversWhatItsTreeHas(String path, long size, boolean covered) {
    assertEquals(covered, PublishedFile.of(path).orElseThrow().isCoveredBy(size));
  }

  @Test
  void fileThatNoCheckpointCoversIsNotThere(@TempDir Path directory) throws Exception {
    PublishedLog log = new PublishedLog(directory);
    PublishedFile checkpoint = PublishedFile.of("checkpoint").orElseThrow();
    PublishedFile last = PublishedFile.of("tile/entries/001.p/3").orElseThrow();
    PublishedFile next = PublishedFile.of("tile/entries/001.p/4").orElseThrow();
    assertThrows(NoSuchFileException.class, () -> log.locate(last));
    Files.copy(GoldenLogTest.GOLDEN.resolve("checkpoint"), directory.resolve("checkpoint"));
    assertEquals(directory.resolve("checkpoint"), log.locate(checkpoint));
    assertEquals(directory.resolve("tile/entries/001.p/3"), log.locate(last));
    assertThrows(NoSuchFileException.class, () -> log.locate(next));
    Files.writeString(directory.resolve("checkpoint"), "torn");
    IOException torn = assertThrows(IOException.class, () -> log.locate(last));
    assertTrue(String.valueOf(torn.getMessage()).startsWith("checkpoint: "));
  }
}
