package io.countersign.policy.remote;

import io.countersign.decision.Sha256;
import io.countersign.policy.BundleSource;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleReader;
import io.countersign.policy.bundle.BundleUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A bundle that an HTTPS server keeps, asked for with the tag of the copy that was seen last (RFC
 * 9110 §13.1.2). After failures it waits longer. The bundle in force counts as confirmed when the
 * server answers with it or with 304; an answer that is refused confirms nothing.
 */
public final class HttpsBundleSource implements BundleSource {
  private static final String UNREACHABLE = "unreachable";
  private static final System.Logger LOG = System.getLogger(HttpsBundleSource.class.getName());

  private final HttpsBundleOptions options;
  private final BundleReader reader;
  private final InstantSource clock;
  private final BundleDownload download;
  private final BundleCache cache;
  private @Nullable String etag;
  private @Nullable Sha256 seen;
  private @Nullable Sha256 inForce;
  private Instant answered = Instant.MIN;
  private volatile Instant goodUntil;
  private int failures;
  private String lastFailure = "";

  /**
   * A source that was not asked yet.
   *
   * @param reader checks what is fetched and what was kept
   */
  public HttpsBundleSource(
      HttpsBundleOptions options, TlsSetup tls, BundleReader reader, InstantSource clock) {
    this.options = options;
    this.reader = reader;
    this.clock = clock;
    this.download = new BundleDownload(options, tls);
    this.cache = new BundleCache(options.cache(), options.uri(), reader);
    this.goodUntil = options.maxAge() == null ? Instant.MAX : Instant.MIN;
  }

  @Override
  public Optional<Bundle> look() throws BundleException {
    Instant asked = clock.instant();
    BundleDownload.Answer answer;
    try {
      answer = download.get(etag);
    } catch (IOException e) {
      // The words for one and the same outage differ from time to time.
      return failed(
          UNREACHABLE,
          new BundleUnavailableException(options.shown(), "cannot be fetched: " + why(e), e));
    } catch (BundleException e) {
      return failed(String.valueOf(e.getMessage()), e);
    }
    if (failures > 0) {
      LOG.log(System.Logger.Level.INFO, "{0}: answers again", options.shown());
    }
    failures = 0;
    lastFailure = "";
    answered = asked;
    return switch (answer) {
      case BundleDownload.Answer.NotModified _ -> unchanged();
      case BundleDownload.Answer.Archive archive -> received(archive);
    };
  }

  private Optional<Bundle> unchanged() {
    if (seen != null && seen.equals(inForce)) {
      confirmed();
    }
    return Optional.empty();
  }

  private Optional<Bundle> received(BundleDownload.Answer.Archive archive) throws BundleException {
    Sha256 digest = Sha256.of(archive.bytes());
    // One that was taken back is given again, for what came between may still be waited with.
    boolean known = digest.equals(seen);
    etag = archive.etag();
    seen = digest;
    return known ? unchanged() : Optional.of(reader.read(options.shown(), archive.bytes()));
  }

  /**
   * Told when it differs from the failure before, not at each look.
   *
   * @param kind by which two failures are the same
   */
  private Optional<Bundle> failed(String kind, BundleException failure) throws BundleException {
    failures++;
    if (kind.equals(lastFailure)) {
      return Optional.empty();
    }
    lastFailure = kind;
    throw failure;
  }

  private static String why(IOException failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  @Override
  public void activated(Bundle bundle) {
    inForce = bundle.digest();
    confirmedAt(answered);
    try {
      cache.store(bundle.archive(), answered);
    } catch (IOException e) {
      notKept(e);
    }
  }

  private void confirmed() {
    confirmedAt(answered);
    try {
      cache.confirm(answered);
    } catch (IOException e) {
      notKept(e);
    }
  }

  /** It decides all the same; a start without the server would lack it. */
  private void notKept(IOException e) {
    LOG.log(
        System.Logger.Level.WARNING,
        "{0}: the last good bundle cannot be kept in {1}: {2}",
        options.shown(),
        cache.folder(),
        e.toString());
  }

  private void confirmedAt(Instant time) {
    Duration maxAge = options.maxAge();
    if (maxAge != null) {
      goodUntil = time.plus(maxAge);
    }
  }

  @Override
  public Optional<Bundle> lastGood() throws BundleException {
    Optional<Bundle> kept = cache.lastGood();
    if (kept.isPresent()) {
      inForce = kept.get().digest();
      try {
        Instant now = clock.instant();
        Instant confirmed = cache.confirmed();
        confirmedAt(confirmed.isAfter(now) ? now : confirmed);
      } catch (IOException e) {
        throw new BundleException(kept.get().name(), "cannot be read: look at the folder", e);
      }
    }
    return kept;
  }

  @Override
  public Instant goodUntil() {
    return goodUntil;
  }

  @Override
  public Duration pause() {
    return BackOff.pause(options.poll(), failures, ThreadLocalRandom.current().nextDouble());
  }

  @Override
  public void close() {
    download.close();
  }
}
