package io.countersign.service.command;

import io.countersign.log.tlog.LogReader;
import io.countersign.log.tlog.TileReader;
import io.countersign.log.tlog.VerifierKey;
import io.countersign.service.config.ConfigurationException;
import io.countersign.service.config.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which logs a command reads, and the keys that vouch for them. */
final class LogOptions {
  private static final long MAX_KEY_FILE_BYTES = 64 * 1024;

  @Option(
      names = "--log",
      paramLabel = "DIR-OR-URL",
      description = "a log's directory, or where it is served over HTTP; may be repeated")
  private List<String> logs = new ArrayList<>();

  @Option(
      names = "--key",
      paramLabel = "VKEY",
      description = "the public key of such a log: name+id+key; may be repeated")
  private List<String> keys = new ArrayList<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "a server's configuration, which names its log and, without --key, its key")
  private @Nullable Path config;

  /** The logs, each with its checkpoint verified; one at least. */
  List<LogReader> open() throws IOException, ConfigurationException {
    Path configured =
        config == null ? null : SettingsReader.read(config, System.getenv()).log().directory();
    List<String> places = new ArrayList<>(logs);
    if (places.isEmpty() && configured != null) {
      places.add(configured.toString());
    }
    if (places.isEmpty()) {
      throw new BadInputException("name the log: --log DIR-OR-URL, or --config FILE");
    }
    List<VerifierKey> known = new ArrayList<>(parse("--key", keys));
    if (known.isEmpty() && configured != null) {
      known.addAll(keysBeside(configured));
    }
    if (known.isEmpty()) {
      throw new BadInputException("name the log's public key: --key VKEY, or --config FILE");
    }
    List<LogReader> readers = new ArrayList<>();
    for (String place : places) {
      readers.add(LogReader.open(tiles(place), known));
    }
    return readers;
  }

  /** One log alone: the first record found in it is the one that is meant. */
  LogReader openOne() throws IOException, ConfigurationException {
    List<LogReader> readers = open();
    if (readers.size() != 1) {
      throw new BadInputException("name one log");
    }
    return readers.getFirst();
  }

  /** The keys that an operator's own log wrote beside its checkpoint, one a line. */
  private static List<VerifierKey> keysBeside(Path directory) throws IOException {
    Path file = directory.resolve("vkey");
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(file + ": no such file: was the log opened once?");
    }
    if (Files.size(file) > MAX_KEY_FILE_BYTES) {
      throw new BadInputException(file + ": is too large for a key");
    }
    return parse(
        file.toString(), Files.readString(file).lines().filter(line -> !line.isBlank()).toList());
  }

  /**
   * Reads keys.
   *
   * @param where they were given, for the message
   */
  static List<VerifierKey> parse(String where, List<String> keys) {
    List<VerifierKey> parsed = new ArrayList<>();
    for (String key : keys) {
      try {
        parsed.add(VerifierKey.parse(key.strip()));
      } catch (IllegalArgumentException malformed) {
        throw new BadInputException(
            where
                + ": "
                + malformed.getMessage()
                + "; the log's key is in the file vkey beside it");
      }
    }
    return parsed;
  }

  private static TileReader tiles(String place) {
    boolean served = place.startsWith("http://") || place.startsWith("https://");
    if (!served && !Files.isDirectory(Path.of(place))) {
      throw new BadInputException(
          "--log: " + place + " is neither a directory nor an http address");
    }
    try {
      return TileReader.of(place);
    } catch (IllegalArgumentException malformed) {
      throw new BadInputException("--log: " + malformed.getMessage());
    }
  }
}
