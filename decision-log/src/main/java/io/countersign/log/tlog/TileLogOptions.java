package io.countersign.log.tlog;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a log is opened.
 *
 * @param directory made when absent
 * @param origin the log's name in its checkpoints
 * @param key PKCS#8 PEM file of the Ed25519 key, made when absent and the log is new or has a
 *     previous key
 * @param previousKey the key of before, which signs too while a new one takes over; null: none
 * @param durability what an append promises
 * @param checkpointInterval least time between two checkpoints
 * @param segmentBytes size of one write-ahead file
 * @param maxSegments how many write-ahead files may wait for the writer; an append beyond them is
 *     refused with {@link AppendOutcome#BACK_PRESSURE}
 * @param appendTimeout how long a durable append waits for the disk
 */
public record TileLogOptions(
    Path directory,
    String origin,
    Path key,
    @Nullable Path previousKey,
    Durability durability,
    Duration checkpointInterval,
    int segmentBytes,
    int maxSegments,
    Duration appendTimeout) {

  /** Checks the bounds. */
  public TileLogOptions {
    if (!VerifierKey.isName(origin)) {
      throw new IllegalArgumentException(
          "a log's origin is not empty and has no space, plus sign or control character");
    }
    if (segmentBytes < 128 * 1024 || segmentBytes > 1 << 30 || segmentBytes % 4096 != 0) {
      throw new IllegalArgumentException(
          "segmentBytes is a multiple of 4096 from 131072 to 1073741824, not " + segmentBytes);
    }
    if (maxSegments < 3) {
      throw new IllegalArgumentException("maxSegments is at least 3, not " + maxSegments);
    }
  }

  /** A checkpoint at most every 50 ms, 16 write-ahead files of 32 MiB, 5 s for the disk. */
  public static TileLogOptions of(Path directory, String origin, Path key, Durability durability) {
    return new TileLogOptions(
        directory,
        origin,
        key,
        null,
        durability,
        Duration.ofMillis(50),
        32 << 20,
        16,
        Duration.ofSeconds(5));
  }

  /** The same with another least time between checkpoints. */
  public TileLogOptions withCheckpointInterval(Duration interval) {
    return new TileLogOptions(
        directory,
        origin,
        key,
        previousKey,
        durability,
        interval,
        segmentBytes,
        maxSegments,
        appendTimeout);
  }

  /** The same with other write-ahead files. */
  public TileLogOptions withSegments(int bytes, int most) {
    return new TileLogOptions(
        directory,
        origin,
        key,
        previousKey,
        durability,
        checkpointInterval,
        bytes,
        most,
        appendTimeout);
  }

  /** The same with a key of before, or with none. */
  public TileLogOptions withPreviousKey(@Nullable Path file) {
    return new TileLogOptions(
        directory,
        origin,
        key,
        file,
        durability,
        checkpointInterval,
        segmentBytes,
        maxSegments,
        appendTimeout);
  }
}
