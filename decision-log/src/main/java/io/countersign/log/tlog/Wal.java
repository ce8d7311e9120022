package io.countersign.log.tlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The chain of write-ahead files that callers append to. A thread of its own makes the next file
 * before it is needed and deletes those whose records are in tiles on the disk.
 */
final class Wal {
  /** Files and segments that a published checkpoint made dispensable. */
  record Retirement(List<Path> filesToSync, List<WalSegment> segments, List<Path> oldFiles) {
    Retirement {
      filesToSync = List.copyOf(filesToSync);
      segments = List.copyOf(segments);
      oldFiles = List.copyOf(oldFiles);
    }
  }

  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final LogFiles files;
  private final Path root;
  private final Path folder;
  private final int segmentBytes;
  private final int maxSegments;
  private final LogState state;
  private final ReentrantLock rollLock = new ReentrantLock();
  private final AtomicInteger live = new AtomicInteger(1);
  private final Queue<Retirement> retirements = new ConcurrentLinkedQueue<>();
  private final Thread keeper;
  private volatile WalSegment current;
  private volatile @Nullable WalSegment spare;
  private volatile boolean sealed;
  private volatile boolean stopped;
  private volatile boolean noSpace;

  Wal(LogFiles files, Path root, TileLogOptions options, WalSegment first, LogState state) {
    this.files = files;
    this.root = root;
    this.folder = LogFiles.parent(first.path());
    this.segmentBytes = options.segmentBytes();
    this.maxSegments = options.maxSegments();
    this.current = first;
    this.state = state;
    this.keeper = Thread.ofPlatform().name("log-files").daemon().unstarted(this::keep);
  }

  void start() {
    keeper.start();
  }

  /** Where a record ends: comparable over all segments. */
  static long position(WalSegment segment, int end) {
    return segment.number() << 32 | end;
  }

  /** The result of {@link #append}: a position, or why there is none. */
  record Placed(AppendOutcome outcome, long position) {
    static final Placed CLOSED = new Placed(AppendOutcome.CLOSED, 0);
    static final Placed FAILED = new Placed(AppendOutcome.FAILED, 0);
    static final Placed FULL = new Placed(AppendOutcome.BACK_PRESSURE, 0);
    static final Placed NO_DISK = new Placed(AppendOutcome.DISK_UNAVAILABLE, 0);
  }

  /** Returns when the record is in the kernel's page cache. */
  Placed append(byte[] record) {
    int crc = Frame.crcOf(record);
    while (!stopped) {
      WalSegment segment = current;
      int end;
      try {
        end = segment.append(record, crc);
      } catch (IllegalStateException e) {
        continue; // Retired between the two reads: another one is current by now.
      } catch (InternalError e) {
        state.fail("the write-ahead file cannot be written: " + e.getMessage());
        return Placed.FAILED;
      }
      if (end != WalSegment.FULL) {
        return new Placed(AppendOutcome.APPENDED, position(segment, end));
      }
      Placed refused = roll(segment);
      if (refused != null) {
        return refused;
      }
    }
    return Placed.CLOSED;
  }

  /** Makes the spare segment the current one; returns why it could not. */
  private @Nullable Placed roll(WalSegment full) {
    rollLock.lock();
    try {
      if (sealed) {
        return Placed.CLOSED;
      }
      if (current != full) {
        return null;
      }
      WalSegment fresh = spare;
      if (fresh == null) {
        return noSpace ? Placed.NO_DISK : Placed.FULL;
      }
      spare = null;
      full.next(fresh);
      current = fresh;
    } finally {
      rollLock.unlock();
    }
    LockSupport.unpark(keeper);
    return null;
  }

  /** Lets no more records in; those that were let in are completed by their writers. */
  void seal() {
    rollLock.lock();
    try {
      sealed = true;
      current.seal();
    } finally {
      rollLock.unlock();
    }
  }

  boolean sealed() {
    return sealed;
  }

  void retire(Retirement retirement) {
    retirements.add(retirement);
    LockSupport.unpark(keeper);
  }

  /**
   * After the sequencer ended: stops the keeper, cuts the last file at {@code end}, unless that is
   * -1.
   */
  void close(int end) throws IOException {
    stopped = true;
    LockSupport.unpark(keeper);
    try {
      keeper.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    WalSegment unused = spare;
    if (unused != null) {
      unused.close();
      Files.deleteIfExists(unused.path());
    }
    current.close();
    if (end >= 0) {
      WalFile.cut(current.path(), end);
    }
  }

  private void keep() {
    try {
      while (!stopped) {
        Retirement retirement = retirements.poll();
        if (spare == null && live.get() < maxSegments && !sealed) {
          makeSpare();
        }
        if (retirement != null) {
          carryOut(retirement);
        } else {
          LockSupport.parkNanos(this, RETRY_NANOS);
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      // A failed fsync may have dropped the bytes it was asked for: nothing can be promised now.
      state.fail("the log's files could not be made durable: " + e.getMessage());
    }
  }

  private void makeSpare() {
    try {
      spare = WalSegment.create(files, folder, nextNumber(), segmentBytes);
      live.incrementAndGet();
      noSpace = false;
    } catch (IOException e) {
      noSpace = true;
    }
  }

  private long nextNumber() {
    return current.number() + 1;
  }

  private void carryOut(Retirement retirement) throws IOException {
    Set<Path> folders = new LinkedHashSet<>();
    for (Path file : retirement.filesToSync()) {
      files.sync(file);
      for (Path up = LogFiles.parent(file); up.startsWith(root); up = LogFiles.parent(up)) {
        if (!folders.add(up)) {
          break;
        }
      }
    }
    folders.add(root); // The checkpoint's name.
    for (Path each : folders) {
      files.sync(each);
    }
    List<Path> dispensable = new ArrayList<>(retirement.oldFiles());
    for (WalSegment segment : retirement.segments()) {
      segment.close();
      live.decrementAndGet();
      dispensable.add(segment.path());
    }
    for (Path file : dispensable) {
      Files.deleteIfExists(file);
      // One at a time, so that a loss of power never leaves a gap between the files.
      files.sync(folder);
    }
  }
}
