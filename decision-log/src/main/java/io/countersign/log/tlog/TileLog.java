package io.countersign.log.tlog;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An append-only Merkle log in one directory, with one writer. {@link #append} may be called from
 * any thread, virtual ones too.
 */
public final class TileLog implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  /**
   * What opening found.
   *
   * @param records how many records the log had
   * @param abortedRecords records whose writer was killed, or that a loss of power tore; no answer
   *     left for the former
   * @param damagedFiles write-ahead files with bytes behind their last whole record, as a loss of
   *     power leaves them
   */
  public record Recovered(long records, int abortedRecords, int damagedFiles) {}

  private final Wal wal;
  private final Sequencer sequencer;
  private final Thread thread;
  private final LogState state;
  private final FileChannel lock;
  private final VerifierKey verifierKey;
  private final Optional<VerifierKey> rotatedFrom;
  private final Recovered recovered;
  private final TileWriter tiles;
  private final boolean durable;
  private final long timeoutNanos;
  private boolean closed;

  private TileLog(
      TileLogOptions options,
      LogFiles files,
      LogRecovery recovery,
      LogKeys keys,
      Optional<VerifierKey> rotatedFrom,
      FileChannel lock)
      throws IOException {
    Path directory = options.directory().toAbsolutePath();
    this.lock = lock;
    this.state = new LogState();
    this.verifierKey = keys.current().verifierKey();
    this.rotatedFrom = rotatedFrom;
    this.recovered = recovery.summary();
    this.durable = options.durability() == Durability.DURABLE;
    this.timeoutNanos = options.appendTimeout().toNanos();
    this.tiles = new TileWriter(files, directory, keys);
    List<Sequencer.OldFile> old = recovery.continueInto(tiles);
    tiles.publish();
    WalSegment first =
        WalSegment.create(
            files, directory.resolve("wal"), recovery.nextNumber(), options.segmentBytes());
    first.firstIndex(tiles.size());
    this.wal = new Wal(files, directory, options, first, state);
    this.sequencer = new Sequencer(wal, first, tiles, state, options, old);
    this.thread = Thread.ofPlatform().name("log-sequencer").daemon().unstarted(sequencer);
  }

  /**
   * Opens a log, making it when the directory has none, and continues the tree that is there.
   *
   * @throws LogOpenException when another process has it open, its key is not the one that signed
   *     it, or its data does not carry its last checkpoint
   */
  public static TileLog open(TileLogOptions options) throws IOException {
    return open(options, new LogFiles());
  }

  static TileLog open(TileLogOptions options, LogFiles files) throws IOException {
    Path directory = options.directory().toAbsolutePath();
    try {
      return openIn(directory, options, files);
    } catch (FileSystemException e) {
      // Its message may be a path alone.
      throw new LogOpenException(
          "log directory "
              + directory
              + ": "
              + e.getClass().getSimpleName()
              + " at "
              + e.getMessage()
              + "; make it a directory that this process may write to",
          e);
    }
  }

  private static TileLog openIn(Path directory, TileLogOptions options, LogFiles files)
      throws IOException {
    Files.createDirectories(directory);
    FileChannel lock = lock(directory);
    try {
      LogKeys keys = LogKeys.of(options);
      LogRecovery recovery = LogRecovery.read(directory, keys);
      Optional<VerifierKey> rotatedFrom = rotatedFrom(directory, keys);
      TileLog log = new TileLog(options, files, recovery, keys, rotatedFrom, lock);
      StringBuilder vkeys = new StringBuilder();
      keys.verifierKeys().forEach(key -> vkeys.append(key).append('\n'));
      byte[] vkey = vkeys.toString().getBytes(StandardCharsets.US_ASCII);
      files.replace(directory.resolve("vkey"), vkey, true);
      log.wal.start();
      log.thread.start();
      return log;
    } catch (IOException | RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  /** The key that signed the last checkpoint, when the current one did not. */
  private static Optional<VerifierKey> rotatedFrom(Path directory, LogKeys keys)
      throws IOException {
    Path file = directory.resolve(TileLayout.CHECKPOINT);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      String _ = SignedNote.open(Files.readAllBytes(file), keys.verifierKeys().subList(0, 1));
      return Optional.empty();
    } catch (SignedNote.MalformedException e) {
      return Optional.of(keys.verifierKeys().getLast());
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock held;
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      held = null; // This very process has it open.
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    if (held == null) {
      channel.close();
      throw new LogOpenException(
          "log directory "
              + directory
              + ": another process writes to it; stop that one or choose"
              + " another directory");
    }
    return channel;
  }

  /**
   * Appends one record. MUST NOT return {@link AppendOutcome#APPENDED} before the record is where
   * {@link Durability} says. The caller keeps the array.
   *
   * @param record 1 to 65,535 bytes
   */
  public AppendOutcome append(byte[] record) {
    if (record.length == 0 || record.length > EntryBundle.MAX_RECORD_BYTES) {
      return AppendOutcome.REFUSED_SIZE;
    }
    if (state.failed()) {
      return AppendOutcome.FAILED;
    }
    if (state.stalled()) {
      return AppendOutcome.DISK_UNAVAILABLE;
    }
    Wal.Placed placed = wal.append(record);
    if (placed.outcome() != AppendOutcome.APPENDED || !durable) {
      return placed.outcome();
    }
    if (sequencer.idle()) {
      LockSupport.unpark(thread);
    }
    return state.awaitDurable(placed.position(), timeoutNanos);
  }

  /** The key that verifies this log's checkpoints. */
  public VerifierKey verifierKey() {
    return verifierKey;
  }

  /** The key that this opening replaces; empty when it is the one of before. */
  public Optional<VerifierKey> rotatedFrom() {
    return rotatedFrom;
  }

  /** What opening found. */
  public Recovered recovered() {
    return recovered;
  }

  /** Why the log takes no more records, when it failed. */
  public Optional<String> failure() {
    return state.failure();
  }

  /**
   * Takes no more records, folds those that were appended and signs a last checkpoint.
   *
   * @throws IOException when that could not be done; the records stay in the write-ahead file and
   *     the next start folds them
   */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    wal.seal();
    LockSupport.unpark(thread);
    @Nullable IOException problem = null;
    try {
      if (!thread.join(CLOSE_TIMEOUT)) {
        state.fail("the log's sequencer did not end");
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problem = new InterruptedIOException("interrupted while the log was closed");
      state.fail("interrupted while the log was closed");
    }
    boolean complete = !state.failed() && sequencer.complete();
    if (!complete) {
      state.fail("the log was closed while its files could not be written"); // Ends all waiting.
    }
    try {
      wal.close(complete ? sequencer.end() : -1);
    } finally {
      lock.close();
    }
    if (!complete) {
      throw problem != null
          ? problem
          : new IOException(
              "the log's last checkpoint was not written ("
                  + state.failure().orElse("its files cannot be written")
                  + "); the next start writes it");
    }
  }
}
