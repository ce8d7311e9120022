package io.countersign.log.witness;

import io.countersign.log.tlog.Checkpoint;
import io.countersign.log.tlog.DurableFile;
import io.countersign.log.tlog.Hash;
import io.countersign.log.tlog.SignedNote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a witness cosigned last of each log: one file for each origin, with the checkpoint's three
 * lines.
 *
 * @param directory of the files
 */
record WitnessState(Path directory) {
  /** The root of a tree without records: the hash of no bytes (RFC 6962 §2.1). */
  private static final Hash EMPTY =
      Hash.of(
          HexFormat.of()
              .parseHex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));

  private static final int MAX_BYTES = 8 * 1024;

  /**
   * The last checkpoint that was cosigned; the empty tree when there is none.
   *
   * @throws IOException when the file cannot be read, or is damaged: to begin again with an empty
   *     tree would be to cosign a fork
   */
  Checkpoint last(String origin) throws IOException {
    Path file = file(origin);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES);
      Checkpoint last = Checkpoint.parse(new String(bytes, StandardCharsets.UTF_8));
      if (!last.origin().equals(origin)) {
        throw new IOException(file + ": is of another log than " + origin);
      }
      return last;
    } catch (NoSuchFileException none) {
      return new Checkpoint(origin, 0, EMPTY);
    } catch (SignedNote.MalformedException damaged) {
      throw new IOException(file + ": " + damaged.reason(), damaged);
    }
  }

  /** Returns when the checkpoint is on the disk. */
  void keep(Checkpoint checkpoint) throws IOException {
    DurableFile.replace(
        file(checkpoint.origin()), checkpoint.text().getBytes(StandardCharsets.UTF_8));
  }

  /** An origin may hold slashes and dots, so that its hash names the file. */
  private Path file(String origin) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(origin.getBytes(StandardCharsets.UTF_8));
      return directory.resolve(HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK has SHA-256", e);
    }
  }
}
