package io.countersign.credentials.keys;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.jose.PublicJwk;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Keys of a JWK set in a file. It is read again once each interval, so that a new key is soon known
 * and a withdrawn one soon forgotten. A file that became unusable leaves the keys of the last good
 * reading, whose age grows.
 */
public final class FileKeySource implements KeySource {
  /** What to pass as the interval unless there is a reason. */
  public static final Duration INTERVAL = Duration.ofSeconds(2);

  private final Path file;
  private final Duration interval;
  private final AtomicReference<State> state;

  /**
   * What is known, and when the file was last looked at, whether or not it was good.
   *
   * @param lookedAt by the requests' clock
   */
  private record State(KeySet keys, Instant lookedAt) {}

  /**
   * Reads the file.
   *
   * @param interval how long to wait between two readings at least
   * @throws CredentialConfigException when the file is missing, too large, no JWK set, has no
   *     usable key or one that is private, weak or off its curve
   */
  public FileKeySource(Path file, Duration interval, Instant now) throws CredentialConfigException {
    this.file = file;
    this.interval = interval;
    KeySet keys = new KeySet(JwkSetReader.read(file), 0, now);
    state = new AtomicReference<>(new State(keys, now));
  }

  @Override
  public KeySet keys(Instant now) {
    State before = state.get();
    // A clock that was set back must not keep withdrawn keys until it has caught up.
    if (now.isBefore(before.lookedAt().plus(interval))
        && !now.isBefore(before.lookedAt().minus(interval))) {
      return before.keys();
    }
    // Whoever sets the time reads; the others go on with what there is.
    State looking = new State(before.keys(), now);
    if (!state.compareAndSet(before, looking)) {
      return state.get().keys();
    }
    try {
      State after = new State(read(before.keys(), now), now);
      return state.compareAndSet(looking, after) ? after.keys() : state.get().keys();
    } catch (CredentialConfigException unusable) {
      return before.keys();
    }
  }

  private KeySet read(KeySet before, Instant now) throws CredentialConfigException {
    Map<String, PublicJwk> keys = JwkSetReader.read(file);
    boolean same = keys.equals(before.byId());
    return new KeySet(keys, same ? before.version() : before.version() + 1, now);
  }
}
