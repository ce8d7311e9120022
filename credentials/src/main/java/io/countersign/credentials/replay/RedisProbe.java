package io.countersign.credentials.replay;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a server remembers and takes keys. It sets a key that lasts a moment, which
 * differs from PING because that is answered by a full server and by a read-only replica as well.
 */
final class RedisProbe {
  private static final String LIFETIME_MILLIS = "500";

  /**
   * What was found.
   *
   * @param trusted whether what it remembers can be relied on
   * @param failure why no mark can be made now; null when one can
   */
  record Verdict(boolean trusted, @Nullable String failure) {}

  private final String key;
  private final boolean assumeNoEviction;

  RedisProbe(RedisReplayOptions options) {
    key = options.prefix() + "probe";
    assumeNoEviction = options.assumeNoEviction();
  }

  /** Fails when the connection does; an answer of the server is a verdict. */
  Future<Verdict> probe(RedisConnection connection) {
    return policy(connection)
        .compose(policy -> {
          String unfit = unfit(policy.orElse(null));
          return unfit == null
              ? writes(connection)
              : Future.succeededFuture(new Verdict(false, unfit));
        });
  }

  private @Nullable String unfit(@Nullable String policy) {
    if (policy == null) {
      return assumeNoEviction
          ? null
          : "the server does not say whether it evicts live keys; allow CONFIG GET or INFO";
    }
    return policy.equals("noeviction")
        ? null
        : "the server evicts live keys: its maxmemory-policy is "
            + policy
            + "; it must be noeviction";
  }

  private Future<Verdict> writes(RedisConnection connection) {
    Request set =
        Request.cmd(Command.SET).arg(key).arg("1").arg("NX").arg("PX").arg(LIFETIME_MILLIS);
    return connection
        .send(set)
        .map(any -> new Verdict(true, null))
        .recover(failed ->
            failed instanceof ErrorType error
                ? Future.succeededFuture(new Verdict(true, said(error)))
                : Future.failedFuture(failed));
  }

  private static String said(ErrorType error) {
    return "the server refuses to set keys: " + error.getMessage();
  }

  /** Managed servers forbid CONFIG and answer INFO. */
  private static Future<Optional<String>> policy(RedisConnection connection) {
    Request config = Request.cmd(Command.CONFIG).arg("GET").arg("maxmemory-policy");
    Request info = Request.cmd(Command.INFO).arg("memory");
    return answer(connection, config)
        .map(given -> given.filter(pair -> pair.size() == 2).map(pair -> pair.get(1).toString()))
        .compose(policy ->
            policy.isPresent()
                ? Future.succeededFuture(policy)
                : answer(connection, info).map(given -> given.flatMap(RedisProbe::inInfo)));
  }

  private static Optional<String> inInfo(Response info) {
    String field = "maxmemory_policy:";
    return info.toString()
        .lines()
        .filter(line -> line.startsWith(field))
        .map(line -> line.substring(field.length()).strip())
        .findFirst();
  }

  /** Empty when the server refuses the command. */
  private static Future<Optional<Response>> answer(RedisConnection connection, Request request) {
    return connection
        .send(request)
        .map(Optional::ofNullable)
        .recover(failed ->
            failed instanceof ErrorType
                ? Future.succeededFuture(Optional.empty())
                : Future.failedFuture(failed));
  }
}
