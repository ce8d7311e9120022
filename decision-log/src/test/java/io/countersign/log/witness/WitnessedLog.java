package io.countersign.log.witness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.log.tlog.AppendOutcome;
import io.countersign.log.tlog.Durability;
import io.countersign.log.tlog.Hash;
import io.countersign.log.tlog.SigningKey;
import io.countersign.log.tlog.TileLog;
import io.countersign.log.tlog.TileLogOptions;
import io.countersign.log.tlog.TiledTree;
import io.countersign.log.tlog.VerifierKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A log of this program, on the disk, and notes that its key signs. */
final class WitnessedLog {
  private final Path home;
  private final String origin;

  WitnessedLog(Path home, String origin) {
    this.home = home;
    this.origin = origin;
  }

  Path directory() {
    return home.resolve("log");
  }

  TileLog open() throws IOException {
    return TileLog.open(
        TileLogOptions.of(directory(), origin, home.resolve("key.pem"), Durability.ORDERED)
            .withSegments(256 * 1024, 8));
  }

  /** Appends records that begin with {@code word}, and closes the log. */
  WitnessedLog append(int records, String word) throws Exception {
    try (TileLog log = open()) {
      append(log, records, word);
    }
    return this;
  }

  static void append(TileLog log, int records, String word) throws InterruptedException {
    for (int i = 0; i < records; i++) {
      AppendOutcome outcome = log.append((word + i).getBytes(StandardCharsets.UTF_8));
      while (outcome == AppendOutcome.BACK_PRESSURE) {
        Thread.sleep(2);
        outcome = log.append((word + i).getBytes(StandardCharsets.UTF_8));
      }
      assertEquals(AppendOutcome.APPENDED, outcome);
    }
  }

  SigningKey key() throws IOException {
    return SigningKey.loadOrCreate(home.resolve("key.pem"), origin);
  }

  VerifierKey vkey() throws IOException {
    return key().verifierKey();
  }

  /** The text of a checkpoint of the first {@code size} records. */
  String text(long size) throws IOException {
    Hash root = new TiledTree(this::read, size).root();
    return origin + "\n" + size + "\n" + root + "\n";
  }

  /** Reads tiles of the sizes between those that were published, too. */
  private byte[] read(String path, int maxBytes) throws IOException {
    Path file = directory().resolve(path);
    int partial = path.indexOf(".p/");
    if (partial < 0 || Files.exists(file)) {
      return Files.readAllBytes(file);
    }
    int width = Integer.parseInt(path.substring(partial + 3));
    try (Stream<Path> widths = Files.list(directory().resolve(path.substring(0, partial + 2)))) {
      Path wider =
          widths
              .filter(each -> Integer.parseInt(each.getFileName().toString()) > width)
              .findFirst()
              .orElseThrow();
      return Arrays.copyOf(Files.readAllBytes(wider), width * Hash.SIZE);
    }
  }

  List<Hash> proof(long oldSize, long size) throws IOException {
    return new TiledTree(this::read, size).consistencyProof(oldSize);
  }

  byte[] note(long size) throws IOException {
    return note(text(size), key());
  }

  byte[] request(long oldSize, long size) throws IOException {
    return new AddCheckpoint(oldSize, proof(oldSize, size), note(size)).bytes();
  }

  static byte[] note(String text, SigningKey key) {
    VerifierKey vkey = key.verifierKey();
    int id = HexFormat.fromHexDigits(vkey.toString().split("\\+", 3)[1]);
    byte[] signature = key.sign(text.getBytes(StandardCharsets.UTF_8));
    byte[] line = ByteBuffer.allocate(4 + signature.length).putInt(id).put(signature).array();
    return (text
            + "\n\u2014 "
            + vkey.name()
            + " "
            + Base64.getEncoder().encodeToString(line)
            + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
