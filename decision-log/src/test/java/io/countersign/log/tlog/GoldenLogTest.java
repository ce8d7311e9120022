package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bytes that outlive a release: a log of 259 records under a fixed key. The Go checker reads it too
 * ({@link IndependentCheckTest}). Who changes them on purpose copies them from target/golden.
 */
class GoldenLogTest {
  static final Path GOLDEN = Path.of("src/test/resources/io/countersign/log/tlog/golden");
  static final int SIZE = 259;
  private static final List<String> KEPT = List.of("checkpoint", "vkey", "tile");

  @TempDir Path folder;

  @BeforeEach
  void write() throws Exception {
    Files.copy(GOLDEN.resolve("test-key.pem"), folder.resolve("key.pem"));
    try (TileLog log = TileLog.open(Logs.options(folder))) {
      for (int i = 0; i < SIZE; i++) {
        Logs.append(log, Logs.record(i));
      }
    }
    Path written = Path.of("target/golden");
    for (Path file : files(folder.resolve("log"))) {
      Path copy = written.resolve(file);
      Files.createDirectories(LogFiles.parent(copy));
      Files.write(copy, Files.readAllBytes(folder.resolve("log").resolve(file)));
    }
  }

  private static List<Path> files(Path log) throws IOException {
    try (Stream<Path> all = Files.walk(log)) {
      return all.filter(Files::isRegularFile)
          .map(log::relativize)
          .filter(file -> KEPT.contains(file.getName(0).toString()))
          .sorted()
          .toList();
    }
  }

  @Test
  void logHasTheBytesItAlwaysHad() throws Exception {
    for (Path file : files(GOLDEN)) {
      assertArrayEquals(
          Files.readAllBytes(GOLDEN.resolve(file)),
          Files.readAllBytes(folder.resolve("log").resolve(file)),
          file.toString());
    }
  }

  @Test
  void logVerifies() throws Exception {
    VerifierKey key = VerifierKey.parse(Files.readString(GOLDEN.resolve("vkey")));
    Verification found = new LogVerifier(new DirectoryTileReader(GOLDEN), key).verify();
    assertEquals(SIZE, assertInstanceOf(Verification.Verified.class, found).size());
  }
}
