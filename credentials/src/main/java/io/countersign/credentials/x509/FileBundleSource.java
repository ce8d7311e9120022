package io.countersign.credentials.x509;

import io.countersign.credentials.CredentialConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A bundle in a file. It is read again once each interval, so that a new authority is soon known
 * and a removed one soon forgotten. A file that became unusable leaves the last good reading, whose
 * age grows.
 */
public final class FileBundleSource implements TrustBundleSource {
  /** What to pass as the interval unless there is a reason. */
  public static final Duration INTERVAL = Duration.ofSeconds(2);

  /** How the bundle is written. */
  public enum Format {
    /** CA certificates. */
    PEM,
    /** The SPIFFE bundle format, a JWK set. */
    JSON
  }

  /** Reads the whole file anew. */
  @FunctionalInterface
  private interface Reader {
    SpiffeBundle read() throws CredentialConfigException;
  }

  /**
   * What is known, and when the file was last looked at, whether or not it was good.
   *
   * @param lookedAt by the requests' clock
   */
  private record State(TrustBundle bundle, Instant lookedAt) {}

  private final String trustDomain;
  private final Reader reader;
  private final Duration interval;
  private final AtomicReference<State> state;

  /**
   * Reads the file.
   *
   * @param interval how long to wait between two readings at least
   * @throws CredentialConfigException when the name is none, or the file is missing, too large,
   *     malformed, holds a private key or an authority that cannot be one
   */
  public FileBundleSource(
      String trustDomain, Path file, Format format, Duration interval, Instant now)
      throws CredentialConfigException {
    this.trustDomain = trustDomain;
    this.reader =
        switch (format) {
          case PEM -> () -> SpiffeBundle.of(TrustDomains.fromPemFile(trustDomain, file));
          case JSON -> () -> TrustDomains.fromJsonFile(trustDomain, file);
        };
    this.interval = interval;
    state = new AtomicReference<>(new State(new TrustBundle(reader.read(), 0, now, null), now));
  }

  @Override
  public String trustDomain() {
    return trustDomain;
  }

  @Override
  public TrustBundle bundle(Instant now) {
    State before = state.get();
    // A clock that was set back must not keep removed authorities until it has caught up.
    if (now.isBefore(before.lookedAt().plus(interval))
        && !now.isBefore(before.lookedAt().minus(interval))) {
      return before.bundle();
    }
    // Whoever sets the time reads; the others go on with what there is.
    State looking = new State(before.bundle(), now);
    if (!state.compareAndSet(before, looking)) {
      return state.get().bundle();
    }
    State after = new State(read(before.bundle(), now), now);
    return state.compareAndSet(looking, after) ? after.bundle() : state.get().bundle();
  }

  private TrustBundle read(TrustBundle before, Instant now) {
    try {
      SpiffeBundle content = reader.read();
      if (!content.mayReplace(before.content())) {
        return kept(before, SpiffeBundle.ROLLBACK);
      }
      boolean same = content.equals(before.content());
      return new TrustBundle(content, same ? before.version() : before.version() + 1, now, null);
    } catch (CredentialConfigException unusable) {
      return kept(before, unusable.getMessage());
    }
  }

  private static TrustBundle kept(TrustBundle before, @Nullable String failure) {
    return new TrustBundle(before.content(), before.version(), before.readAt(), failure);
  }
}
