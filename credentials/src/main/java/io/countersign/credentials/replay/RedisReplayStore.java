package io.countersign.credentials.replay;

import io.countersign.decision.Sha256;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Remembers in Redis (6 or later) or Valkey, which several decision points share. One mark is one
 * atomic {@code SET key value NX PX ttl} on one connection that all threads share.
 *
 * <p>In doubt it refuses: a mark whose answer does not come in time, or is lost with the
 * connection, is {@link ReplayStore.Outcome#UNAVAILABLE}. The server may have made it all the same,
 * and then what it was for is used up without having been used.
 *
 * <p>The server MUST run with {@code maxmemory-policy noeviction}: one that forgets live keys to
 * make room is no store. This is checked about once a second, and marks are refused where it is
 * otherwise. Replication of Redis is asynchronous: <b>a failover may lose the marks of its last
 * moments</b>, and so may a restart without persistence lose all of them; what they were for can
 * then be used once more while it is valid.
 *
 * <p>Connects by itself, and again after the connection is lost. {@link #mark} blocks its thread,
 * which must not be an event loop's.
 */
public final class RedisReplayStore implements ReplayStore, AutoCloseable {
  /**
   * How much longer than asked a key is kept: by so much the clocks of two decision points may
   * differ, and so long may a request take from reading its clock to its mark.
   */
  static final Duration KEPT_LONGER = Duration.ofSeconds(10);

  private static final long CHECK_MILLIS = 1_000;

  /**
   * Where things stand.
   *
   * @param connection to make marks on; null when there is none that can be relied on
   * @param failure why no mark can be made; null when one can
   */
  private record State(@Nullable RedisConnection connection, @Nullable String failure) {}

  private final Vertx vertx;
  private final RedisReplayOptions options;
  private final InstantSource clock;
  private final RedisProbe probe;
  private final Context context;
  private final long timer;
  private volatile State state = new State(null, "not connected yet");

  // What follows is only the context's own.
  private @Nullable Redis client;
  private @Nullable RedisConnection open;
  private boolean checking;
  private boolean closed;

  /** Which connection a late answer belongs to. */
  private int generation;

  /**
   * Starts to connect, and does not wait for it: until then marks are refused.
   *
   * @param clock the one that the requests' times come from
   */
  public RedisReplayStore(Vertx vertx, RedisReplayOptions options, InstantSource clock) {
    this.vertx = vertx;
    this.options = options;
    this.clock = clock;
    probe = new RedisProbe(options);
    context = vertx.getOrCreateContext();
    timer = vertx.setPeriodic(CHECK_MILLIS, any -> context.runOnContext(now -> check()));
    context.runOnContext(now -> check());
  }

  /** Why marks cannot be made now, in one line for the operator; at most about 2 s old. */
  public Optional<String> failure() {
    return Optional.ofNullable(state.failure());
  }

  @Override
  public Outcome mark(Sha256 key, Instant until, Instant now) {
    RedisConnection connection = state.connection();
    if (connection == null) {
      return Outcome.UNAVAILABLE;
    }
    Request set =
        Request.cmd(Command.SET)
            .arg(options.prefix() + key.base64Url())
            .arg("1")
            .arg("NX")
            .arg("PX")
            .arg(Long.toString(lifetimeMillis(until, now)));
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    connection.send(set).onComplete(result -> complete(answer, result));
    try {
      if (!answer.get(options.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
        return Outcome.REPLAYED;
      }
    } catch (ExecutionException failed) {
      return failed.getCause() instanceof ErrorType error && error.is("OOM")
          ? Outcome.FULL
          : Outcome.UNAVAILABLE;
    } catch (TimeoutException late) {
      return Outcome.UNAVAILABLE;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Outcome.UNAVAILABLE;
    }
    // After a longer wait an earlier mark of the key may have ended: not knowing is no.
    boolean inTime = !clock.instant().isAfter(now.plus(KEPT_LONGER));
    return inTime ? Outcome.FRESH : Outcome.UNAVAILABLE;
  }

  /** Anything but the answers that SET with NX has is a failure. */
  private static void complete(CompletableFuture<Boolean> answer, AsyncResult<Response> result) {
    if (result.failed()) {
      answer.completeExceptionally(result.cause());
    } else if (result.result() == null) {
      answer.complete(false);
    } else if (result.result().toString().equals("OK")) {
      answer.complete(true);
    } else {
      answer.completeExceptionally(new IllegalStateException("not an answer to SET"));
    }
  }

  /** Rounded up, so that no key goes before its end; never nothing, which Redis refuses. */
  static long lifetimeMillis(Instant until, Instant now) {
    Duration left = Duration.between(now, until).plus(KEPT_LONGER).plusNanos(999_999);
    return Math.max(1, left.toMillis());
  }

  /** Once a second; a check that has not ended when the next begins ends the connection. */
  private void check() {
    if (closed) {
      return;
    }
    if (checking) {
      lose("the server does not answer");
    }
    checking = true;
    int mine = generation;
    Future<RedisConnection> connection = open == null ? connect() : Future.succeededFuture(open);
    connection
        .compose(ready -> probe.probe(ready))
        .onComplete(result -> context.runOnContext(any -> checked(mine, result)));
  }

  /** The verdict on this connection, unless it was given up meanwhile. */
  private void checked(int mine, AsyncResult<RedisProbe.Verdict> result) {
    if (mine != generation || closed) {
      return;
    }
    checking = false;
    if (result.failed()) {
      lose("no connection to the server: " + result.cause().getMessage());
      return;
    }
    RedisProbe.Verdict verdict = result.result();
    state = new State(verdict.trusted() ? open : null, verdict.failure());
  }

  /** A client of its own for each connection: closing it ends a handshake that hangs, too. */
  private Future<RedisConnection> connect() {
    int mine = generation;
    return vertx
        .executeBlocking(options::connection)
        .compose(read -> {
          if (mine != generation || closed) {
            return Future.failedFuture("given up");
          }
          Redis redis = Redis.createClient(vertx, read);
          client = redis;
          return redis.connect();
        })
        .map(connection -> {
          connection.exceptionHandler(e -> context.runOnContext(any -> lost(mine)));
          connection.endHandler(end -> context.runOnContext(any -> lost(mine)));
          if (mine == generation) {
            open = connection;
          }
          return connection;
        });
  }

  private void lost(int which) {
    if (which == generation) {
      lose("the connection to the server was lost");
    }
  }

  private void lose(String why) {
    state = new State(null, why);
    generation++;
    checking = false;
    open = null;
    if (client != null) {
      client.close();
      client = null;
    }
  }

  /** Marks nothing any more. */
  @Override
  public void close() {
    vertx.cancelTimer(timer);
    context.runOnContext(any -> {
      lose("closed");
      closed = true;
    });
  }
}
