package io.countersign.log.tlog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that follows the write-ahead files: it gives records their indexes in file order,
 * confirms them to durable callers after a force, folds them into tiles and publishes checkpoints.
 */
final class Sequencer implements Runnable {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Bytes folded before the clock is looked at again. */
  private static final int BATCH_BYTES = 4 << 20;

  /** A segment whose records are all folded, and the index of the first record after it. */
  private record Done(WalSegment segment, long nextIndex) {}

  /** A file of an earlier process, and the index of the first record after it. */
  record OldFile(Path path, long nextIndex) {}

  private final Wal wal;
  private final TileWriter tiles;
  private final LogState state;
  private final boolean durable;
  private final long intervalNanos;
  private final List<Done> done = new ArrayList<>();
  private final List<OldFile> oldFiles;
  private WalSegment segment;
  private int at = WalSegment.HEADER_BYTES;
  private int forced;
  private long lastPublished = System.nanoTime();
  private volatile boolean idle;

  Sequencer(
      Wal wal,
      WalSegment first,
      TileWriter tiles,
      LogState state,
      TileLogOptions options,
      List<OldFile> oldFiles) {
    this.wal = wal;
    this.segment = first;
    this.tiles = tiles;
    this.state = state;
    this.durable = options.durability() == Durability.DURABLE;
    this.intervalNanos = options.checkpointInterval().toNanos();
    this.oldFiles = new ArrayList<>(oldFiles);
  }

  @Override
  public void run() {
    try {
      while (!state.failed()) {
        boolean stalled = !write();
        if (stalled) {
          confirm();
        }
        boolean moved = !stalled && advance();
        if (!moved) {
          if ((stalled && wal.sealed()) || complete()) {
            return; // What a full disk kept out of the tiles is in the write-ahead files.
          }
          idle = true;
          LockSupport.parkNanos(this, stalled ? STALL_NANOS : TICK_NANOS);
          idle = false;
        }
      }
    } catch (RuntimeException | Error e) {
      state.fail("the log's sequencer ended: " + e);
    }
  }

  /** Whether a caller that waits should wake this thread. */
  boolean idle() {
    return idle;
  }

  /** The offset in the last file after its last record. */
  int end() {
    return at;
  }

  /** Once the thread has ended: whether every record is under a checkpoint. */
  boolean complete() {
    return drained() && tiles.published() == tiles.size();
  }

  /** Whether the log was sealed and every record of it is folded. */
  private boolean drained() {
    return wal.sealed() && segment.next() == null && segment.endsAt(at);
  }

  /** Writes full tiles, and a checkpoint when one is due; false while the disk refuses. */
  private boolean write() {
    try {
      tiles.flush();
      boolean due = drained() || System.nanoTime() - lastPublished >= intervalNanos;
      if (due && tiles.size() > tiles.published()) {
        force(at);
        tiles.publish();
        lastPublished = System.nanoTime();
        retire();
      }
      state.stalled(false);
      return true;
    } catch (IOException e) {
      state.stalled(true);
      return false;
    }
  }

  /** Takes what callers have completed since the last time; false when there was nothing. */
  private boolean advance() {
    int end = committedFrom(at);
    if (end > at) {
      if (durable) {
        force(end);
      }
      fold(end);
      return true;
    }
    WalSegment next = segment.next();
    if (next == null || !segment.endsAt(at)) {
      return false;
    }
    force(at);
    next.firstIndex(tiles.size());
    done.add(new Done(segment, tiles.size()));
    segment = next;
    at = WalSegment.HEADER_BYTES;
    forced = 0;
    return true;
  }

  /** Those who already wait for the disk need not wait for the tiles. */
  private void confirm() {
    if (durable) {
      force(committedFrom(Math.max(at, forced)));
    }
  }

  /** The end of the frames that follow {@code from} without a gap and that nobody still writes. */
  private int committedFrom(int from) {
    int end = from;
    while (end < segment.size() && end - from < BATCH_BYTES) {
      long word = segment.word(end);
      if (Frame.state(word) != Frame.COMMITTED) {
        break;
      }
      end += Frame.bytes(Frame.length(word));
    }
    return end;
  }

  private void fold(int end) {
    while (at < end) {
      int length = Frame.length(segment.word(at));
      tiles.add(segment, at + Frame.WORD_BYTES, length);
      at += Frame.bytes(length);
    }
  }

  /** A failure here is final: the kernel may have dropped the bytes it could not write. */
  private void force(int to) {
    if (forced < to) {
      segment.force(forced, to);
      forced = to;
    }
    if (durable) {
      state.durable(Wal.position(segment, to));
    }
  }

  /**
   * Lets go of the files whose records are all in full bundles under a published checkpoint: a
   * partial bundle is made again from them at the next start.
   */
  private void retire() {
    long inFullBundles = tiles.published() / TileLayout.WIDTH * TileLayout.WIDTH;
    List<WalSegment> segments = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    for (Iterator<Done> each = done.iterator(); each.hasNext(); ) {
      Done next = each.next();
      if (next.nextIndex() <= inFullBundles) {
        segments.add(next.segment());
        each.remove();
      }
    }
    for (Iterator<OldFile> each = oldFiles.iterator(); each.hasNext(); ) {
      OldFile next = each.next();
      if (next.nextIndex() <= inFullBundles) {
        files.add(next.path());
        each.remove();
      }
    }
    if (!segments.isEmpty() || !files.isEmpty()) {
      wal.retire(new Wal.Retirement(tiles.takeUnsynced(), segments, files));
    }
  }
}
