package io.countersign.log.tlog;

import io.countersign.log.tlog.BundleDiagnosis.Expected;
import io.countersign.log.tlog.Fault.Span;
import io.countersign.log.tlog.TileLayout.Part;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Checks all bundles and their tiles of level 0, many at once, against the tree that the signed
 * root proves. Results are taken in the log's order, and no more bundles are in hand than a few for
 * each thread, so that memory does not grow with the log.
 */
final class TreeCheck {
  private static final int IN_HAND_PER_THREAD = 4;

  private final TileReader reader;
  private final TrustedTree tree;
  private final long size;
  private final Damage damage;
  private final LogVerifier.Options options;
  private final BundleDiagnosis diagnosis;

  TreeCheck(
      TileReader reader, TrustedTree tree, long size, Damage damage, LogVerifier.Options options) {
    this.reader = reader;
    this.tree = tree;
    this.size = size;
    this.damage = damage;
    this.options = options;
    this.diagnosis = new BundleDiagnosis(reader, damage);
  }

  /** What became of a bundle, and what its records say that they should not. */
  private record Checked(Part part, Expected expected, boolean right, List<Fault> records) {}

  /** Returns whether it ended before the log did, because enough is wrong. */
  boolean run() throws IOException {
    long bundles = size / TileLayout.WIDTH + (size % TileLayout.WIDTH == 0 ? 0 : 1);
    Deque<Future<Checked>> inHand = new ArrayDeque<>();
    ExecutorService pool = Executors.newFixedThreadPool(options.threads());
    try {
      for (long index = 0; index < bundles && !damage.isFull(); index++) {
        Part part = new Part(0, index, TileLayout.width(0, index, size));
        Expected expected = expected(part);
        inHand.add(pool.submit(() -> check(part, expected)));
        if (inHand.size() >= options.threads() * IN_HAND_PER_THREAD) {
          take(inHand.removeFirst());
        }
      }
      while (!inHand.isEmpty() && !damage.isFull()) {
        take(inHand.removeFirst());
      }
      return !inHand.isEmpty() || damage.isFull();
    } finally {
      pool.shutdownNow();
    }
  }

  private Expected expected(Part part) throws IOException {
    return part.width() < TileLayout.WIDTH
        ? Expected.leaves(tree.tile(0, part.index()).hashes())
        : Expected.root(
            tree.tile(1, part.index() / TileLayout.WIDTH)
                .hash((int) (part.index() % TileLayout.WIDTH)));
  }

  private Checked check(Part part, Expected expected) throws IOException {
    StoredFile tile = StoredFile.tile(reader, part);
    StoredFile bundle = StoredFile.bundle(reader, part.index(), part.width());
    byte[] hashes = tile.bytes();
    byte[] bytes = bundle.bytes();
    if (hashes == null || bytes == null) {
      return new Checked(part, expected, false, List.of());
    }
    TreeHasher hasher = new TreeHasher();
    List<Fault> records = new ArrayList<>();
    long first = part.index() * TileLayout.WIDTH;
    BundleLeaves leaves =
        BundleLeaves.of(
            hasher,
            bytes,
            part.width(),
            (slot, offset, length) -> {
              Fault.Kind problem = options.records().problem(bytes, offset, length);
              if (problem != null) {
                addRecord(records, problem, bundle.path(), first + slot);
              }
            });
    boolean right =
        (leaves.whole() || bundle.grown())
            && Arrays.equals(leaves.hashes(), hashes)
            && expected.matches(hasher, hashes);
    return new Checked(part, expected, right, right ? records : List.of());
  }

  /** Neighbours with the same fault are one, so that one mistake does not hide all others. */
  private static void addRecord(List<Fault> records, Fault.Kind problem, String path, long index) {
    Fault before = records.isEmpty() ? null : records.getLast();
    Span run = before == null || before.kind() != problem ? null : before.records();
    if (run != null && run.last() == index - 1) {
      records.set(records.size() - 1, new Fault(problem, path, new Span(run.first(), index), ""));
    } else {
      records.add(new Fault(problem, path, new Span(index, index), ""));
    }
  }

  private void take(Future<Checked> future) throws IOException {
    try {
      Checked checked = future.get();
      if (!checked.right()) {
        diagnosis.diagnose(checked.part(), checked.expected());
      }
      checked.records().forEach(damage::add);
      long done = checked.part().index() * TileLayout.WIDTH + checked.part().width();
      options.progress().checked(done, size);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
