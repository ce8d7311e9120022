package io.countersign.log.search;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The records of one log that match, newest first. Bundles are read ahead by other threads, at most
 * {@code ahead} of them; everything else is the caller's one thread's.
 */
final class LogScan {
  private final BundleSearch search;
  private final ExecutorService workers;
  private final int ahead;
  private final Deque<Future<BundleSearch.Found>> reading = new ArrayDeque<>();
  private Deque<BundleSearch.Match> matches = new ArrayDeque<>();
  private long next;

  LogScan(BundleSearch search, ExecutorService workers, int ahead) {
    this.search = search;
    this.workers = workers;
    this.ahead = ahead;
    this.next = search.log().bundles() - 1;
  }

  /** The newest match that was not taken; null when there are no more. */
  BundleSearch.@Nullable Match peek() throws IOException {
    while (matches.isEmpty()) {
      while (next >= 0 && reading.size() < ahead) {
        long bundle = next--;
        reading.add(workers.submit(() -> search.search(bundle)));
      }
      Future<BundleSearch.Found> first = reading.poll();
      if (first == null) {
        return null;
      }
      BundleSearch.Found found = await(first);
      matches = found.matches();
      if (found.tooOld()) {
        next = -1;
        reading.clear();
      }
    }
    return matches.peekFirst();
  }

  /** Takes the match that {@link #peek} gave, when the log holds it. */
  FoundRecord take() throws IOException {
    return search.verified(matches.removeFirst());
  }

  private static BundleSearch.Found await(Future<BundleSearch.Found> bundle) throws IOException {
    try {
      return bundle.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
