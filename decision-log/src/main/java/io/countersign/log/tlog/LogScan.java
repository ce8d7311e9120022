package io.countersign.log.tlog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Reads all records of a log with several threads, and checks that they are the log's. */
public final class LogScan {
  /** Takes the records of an entry bundle. */
  public interface Visitor {
    /**
     * Called by several threads at a time.
     *
     * @param firstIndex the place of the first record in the log
     * @param records at most 256
     */
    void visit(long firstIndex, List<byte[]> records) throws IOException;
  }

  private final LogReader log;
  private final Visitor visitor;
  private final AtomicLong next = new AtomicLong();
  private final AtomicReferenceArray<Hash> roots;

  private LogScan(LogReader log, Visitor visitor) {
    this.log = log;
    this.visitor = visitor;
    this.roots = new AtomicReferenceArray<>(Math.toIntExact(log.bundles()));
  }

  /**
   * Shows every record to {@code visitor} once. What it saw may be relied on only when this
   * returns: the last thing to be compared is the root of all of them with that of the checkpoint.
   *
   * @throws NotIncludedException when the records are not those that the checkpoint covers
   * @throws IOException when a record cannot be read
   */
  public static void run(LogReader log, int threads, Visitor visitor) throws IOException {
    LogScan scan = new LogScan(log, visitor);
    scan.visitAll(threads);
    scan.checkRoot();
  }

  private void visitAll(int threads) throws IOException {
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        running.add(
            workers.submit(() -> {
              work();
              return null;
            }));
      }
      for (Future<?> each : running) {
        try {
          each.get();
        } catch (ExecutionException e) {
          next.set(roots.length()); // Ends the others.
          throw unwrapped(e);
        } catch (InterruptedException e) {
          next.set(roots.length());
          Thread.currentThread().interrupt();
          throw new IOException("interrupted while the log was read", e);
        }
      }
    }
  }

  private static IOException unwrapped(ExecutionException failure) {
    return failure.getCause() instanceof IOException problem
        ? problem
        : new IOException("the log could not be read", failure.getCause());
  }

  private void work() throws IOException {
    TreeHasher hasher = new TreeHasher();
    for (long bundle = next.getAndIncrement();
        bundle < roots.length();
        bundle = next.getAndIncrement()) {
      List<byte[]> records = log.records(bundle);
      List<Hash> leaves = new ArrayList<>(records.size());
      for (byte[] record : records) {
        leaves.add(hasher.leaf(record));
      }
      roots.set((int) bundle, hasher.root(leaves));
      visitor.visit(bundle * EntryBundle.MAX_RECORDS, records);
    }
  }

  /**
   * A bundle's records are a perfect subtree, but for the last bundle, and a tree is split at the
   * greatest power of two below its size: the tree of the bundles' roots has the tree's own root.
   */
  private void checkRoot() throws IOException {
    List<Hash> all = new ArrayList<>(roots.length());
    for (int i = 0; i < roots.length(); i++) {
      all.add(roots.get(i));
    }
    Hash root = new TreeHasher().root(all);
    if (!root.equals(log.checkpoint().root())) {
      throw new NotIncludedException(
          "the records are not those that the checkpoint covers: run log verify, which says where");
    }
  }
}
