package io.countersign.log.tlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What signs a log's checkpoints: its key and, while a new one takes over, the one before it, so
 * that whoever knows only one of them can check every checkpoint of that time.
 */
final class LogKeys {
  private final List<SigningKey> keys;

  private LogKeys(List<SigningKey> keys) {
    this.keys = keys;
  }

  /**
   * Reads the keys that the options name. The current one is made when it is absent and the log is
   * new, or when a previous one vouches for it.
   *
   * @throws LogOpenException when one is no key, both are the same, or one is missing
   */
  static LogKeys of(TileLogOptions options) throws IOException {
    Path directory = options.directory().toAbsolutePath();
    Optional<SigningKey> previous = previous(options);
    if (previous.isEmpty()
        && !Files.exists(options.key())
        && Files.exists(directory.resolve(TileLayout.CHECKPOINT))) {
      throw new LogOpenException(
          "log key "
              + options.key()
              + ": absent, but the log in "
              + directory
              + " was signed before; restore the key");
    }
    SigningKey current = SigningKey.loadOrCreate(options.key(), options.origin());
    if (previous.map(SigningKey::verifierKey).equals(Optional.of(current.verifierKey()))) {
      throw new LogOpenException(
          "log key "
              + options.key()
              + ": is the previous key too; name a new file for the new key");
    }
    return new LogKeys(Stream.concat(Stream.of(current), previous.stream()).toList());
  }

  private static Optional<SigningKey> previous(TileLogOptions options) throws IOException {
    Path file = options.previousKey();
    if (file == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(SigningKey.load(file, options.origin()));
    } catch (NoSuchFileException e) {
      throw new LogOpenException(
          "previous log key " + file + ": absent; restore it until the change of keys is over", e);
    }
  }

  SigningKey current() {
    return keys.getFirst();
  }

  /** The note of {@code text}, signed by every key. */
  byte[] sign(String text) {
    return SignedNote.sign(text, keys.toArray(SigningKey[]::new));
  }

  /** The public halves, the current one first. */
  List<VerifierKey> verifierKeys() {
    return keys.stream().map(SigningKey::verifierKey).toList();
  }
}
