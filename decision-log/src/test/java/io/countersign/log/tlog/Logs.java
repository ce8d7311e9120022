package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Logs for tests. */
final class Logs {
  private Logs() {}

  /** Small write-ahead files, so that a test crosses many. */
  static TileLogOptions options(Path folder) {
    return options(folder, Durability.ORDERED);
  }

  static TileLogOptions options(Path folder, Durability durability) {
    return TileLogOptions.of(
            folder.resolve("log"), "log.example/a", folder.resolve("key.pem"), durability)
        .withSegments(256 * 1024, 8);
  }

  static byte[] record(long number) {
    return ("record " + number).getBytes(StandardCharsets.UTF_8);
  }

  /** Appends, waiting while the log says that it is behind. */
  static void append(TileLog log, byte[] record) throws InterruptedException {
    AppendOutcome outcome = log.append(record);
    while (outcome == AppendOutcome.BACK_PRESSURE) {
      Thread.sleep(2);
      outcome = log.append(record);
    }
    assertEquals(AppendOutcome.APPENDED, outcome);
  }

  static Checkpoint checkpoint(Path log) throws IOException, SignedNote.MalformedException {
    VerifierKey key = VerifierKey.parse(Files.readString(log.resolve("vkey")));
    byte[] note = Files.readAllBytes(log.resolve("checkpoint"));
    return Checkpoint.parse(SignedNote.open(note, List.of(key)));
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path));
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          try {
            Files.copy(path, target);
          } catch (NoSuchFileException e) {
            // A temporary file of a log that is open.
          }
        }
      }
    }
  }

  static void copyKey(Path from, Path to) throws IOException {
    Files.copy(from.resolve("key.pem"), to.resolve("key.pem"));
  }
}
