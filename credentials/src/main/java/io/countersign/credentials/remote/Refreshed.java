package io.countersign.credentials.remote;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A value that comes from elsewhere and is kept current. It is loaded again when its time has come,
 * by one thread at a time and never by a request's own; while its source gives nothing usable, the
 * last good value stays, with the time it was read. All times are the requests' own. Safe for use
 * by many threads.
 *
 * @param <T> an immutable value
 */
public final class Refreshed<T> {
  /** Where the value comes from. */
  @FunctionalInterface
  public interface Loader<T> {
    /**
     * Loads the value; blocks.
     *
     * @param before the last good value, which may be given again when nothing changed; null when
     *     there is none
     * @throws Exception when there is nothing usable; its message is for the operator
     */
    Loaded<T> load(@Nullable T before) throws Exception;
  }

  /**
   * What was loaded.
   *
   * @param refreshAfter when to load it again; null leaves it to the interval
   */
  public record Loaded<T>(T value, @Nullable Duration refreshAfter) {}

  /**
   * What is known at one time.
   *
   * @param value null until it was loaded for the first time
   * @param version grows whenever the value becomes another
   * @param readAt when the source last gave it; {@link Instant#MIN} until then
   * @param failure why the last attempt gave nothing; null when it gave something
   */
  public record Snapshot<T>(
      @Nullable T value, long version, Instant readAt, @Nullable String failure) {}

  /**
   * Where things stand.
   *
   * @param attemptedAt when it was last asked for, whether or not something came
   * @param next when to ask again without being told to
   * @param loading the attempt under way; null when there is none
   */
  private record State<T>(
      Snapshot<T> known,
      Instant attemptedAt,
      Instant next,
      @Nullable CompletableFuture<Snapshot<T>> loading) {}

  private final Loader<T> loader;
  private final Duration interval;
  private final Duration shortest;
  private final Executor threads;
  private final AtomicReference<State<T>> state;

  /**
   * Loads at the first use.
   *
   * @param interval between two loadings, unless the source says otherwise
   * @param shortest between two attempts, whoever asks for them and however they end
   * @param threads run the loader, which blocks
   */
  public Refreshed(Loader<T> loader, Duration interval, Duration shortest, Executor threads) {
    this.loader = loader;
    this.interval = interval;
    this.shortest = shortest;
    this.threads = threads;
    Snapshot<T> nothing = new Snapshot<>(null, 0, Instant.MIN, "not loaded yet");
    state = new AtomicReference<>(new State<>(nothing, Instant.MIN, Instant.MIN, null));
  }

  /** What is known; starts to load it again when its time has come, and does not wait for that. */
  public Snapshot<T> current(Instant now) {
    State<T> seen = state.get();
    if (seen.loading() == null && isDue(seen, seen.next(), now)) {
      var _ = start(seen, now); // its result comes with the next snapshot
    }
    return seen.known();
  }

  /**
   * What is known; but when its time came long ago and nobody asked since, what is known after
   * asking the source again. After a quiet time a key may be withdrawn that the old value still
   * has, and the request that finds out must not be the one that is let in with it.
   */
  public Snapshot<T> currentAfterQuiet(Instant now, Duration atMost) {
    State<T> seen = state.get();
    boolean quiet =
        seen.next().isAfter(Instant.MIN) && isDue(seen, seen.next().plus(interval), now);
    return quiet ? reloaded(now, atMost) : current(now);
  }

  /**
   * What is known after asking the source again, unless it was asked a moment ago. Waits for the
   * attempt, its own or another thread's, at most that long.
   */
  public Snapshot<T> reloaded(Instant now, Duration atMost) {
    State<T> seen = state.get();
    CompletableFuture<Snapshot<T>> loading = seen.loading();
    if (loading == null && isDue(seen, seen.attemptedAt().plus(shortest), now)) {
      loading = start(seen, now);
    }
    if (loading == null) {
      return state.get().known();
    }
    try {
      return loading.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException later) {
      return state.get().known();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return state.get().known();
    }
  }

  /** A clock that was set back must not keep an old value until it has caught up. */
  private boolean isDue(State<T> seen, Instant from, Instant now) {
    return !now.isBefore(from)
        || (seen.attemptedAt().isAfter(Instant.MIN)
            && now.isBefore(seen.attemptedAt().minus(interval)));
  }

  /** Whoever sets the state loads; the others find the attempt under way. */
  private @Nullable CompletableFuture<Snapshot<T>> start(State<T> seen, Instant now) {
    CompletableFuture<Snapshot<T>> loading = new CompletableFuture<>();
    State<T> asking = new State<>(seen.known(), now, seen.next(), loading);
    if (!state.compareAndSet(seen, asking)) {
      return state.get().loading();
    }
    try {
      threads.execute(() -> finish(asking, loading));
    } catch (RejectedExecutionException stopping) {
      end(asking, loading, failed(asking, stopping));
    }
    return loading;
  }

  private void finish(State<T> asking, CompletableFuture<Snapshot<T>> loading) {
    State<T> after;
    try {
      after = loaded(asking, loader.load(asking.known().value()));
    } catch (Exception unusable) {
      after = failed(asking, unusable);
    } catch (Error broken) {
      // An attempt that never ended would be the last one.
      end(asking, loading, failed(asking, broken));
      throw broken;
    }
    end(asking, loading, after);
  }

  private void end(State<T> asking, CompletableFuture<Snapshot<T>> loading, State<T> after) {
    state.compareAndSet(asking, after);
    loading.complete(after.known());
  }

  private State<T> loaded(State<T> asking, Loaded<T> loaded) {
    Snapshot<T> before = asking.known();
    boolean same = loaded.value().equals(before.value());
    long version = same ? before.version() : before.version() + 1;
    Duration wanted = loaded.refreshAfter() == null ? interval : loaded.refreshAfter();
    Duration wait = wanted.compareTo(shortest) < 0 ? shortest : wanted;
    Instant now = asking.attemptedAt();
    return new State<>(
        new Snapshot<>(loaded.value(), version, now, null), now, now.plus(wait), null);
  }

  private State<T> failed(State<T> asking, Throwable unusable) {
    Snapshot<T> before = asking.known();
    String message = unusable.getMessage();
    String why = message == null ? unusable.getClass().getSimpleName() : message;
    Instant now = asking.attemptedAt();
    return new State<>(
        new Snapshot<>(before.value(), before.version(), before.readAt(), why),
        now,
        now.plus(shortest),
        null);
  }
}
