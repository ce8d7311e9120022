package io.countersign.credentials.x509.revocation;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.remote.BoundedHttp;
import io.countersign.credentials.remote.Refreshed;
import io.countersign.credentials.remote.Refreshed.Loaded;
import io.countersign.decision.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The revocation list of one CA, kept current. A list that is no better than the last good one (not
 * signed by the CA, older, unreadable) leaves that one in use until it is out of date.
 */
public final class CrlSource {
  /** What to pass for a file unless there is a reason. */
  public static final Duration FILE_INTERVAL = Duration.ofSeconds(2);

  private static final Duration MIN_INTERVAL = Duration.ofSeconds(2);
  private static final String ACCEPT = "application/pkix-crl";

  private final String name;
  private final Refreshed<Crl> latest;
  private final Duration interval;
  private final Freshness freshness;
  private final AtomicReference<@Nullable Accepted> accepted = new AtomicReference<>();
  private final AtomicReference<@Nullable String> problem = new AtomicReference<>();

  /** The newest list that a CA of a trusted path signed, and that CA's key. */
  private record Accepted(Crl crl, PublicKey key) {}

  /** Reads the list's bytes. */
  @FunctionalInterface
  private interface Bytes {
    byte[] read() throws IOException;
  }

  private CrlSource(
      String name, Bytes bytes, Duration interval, Freshness freshness, Executor threads) {
    this.name = name;
    this.interval = interval;
    this.freshness = freshness;
    latest = new Refreshed<>(before -> load(bytes, before), interval, min(interval), threads);
  }

  private static Duration min(Duration interval) {
    return interval.compareTo(MIN_INTERVAL) < 0 ? interval : MIN_INTERVAL;
  }

  /**
   * A list in a file, DER or PEM, at most 16 MiB. Replace the file by renaming another onto it.
   *
   * @param interval between two readings
   * @param threads run what blocks
   * @throws CredentialConfigException when there is no usable list in the file now
   */
  public static CrlSource ofFile(
      Path file, Duration interval, Freshness freshness, Executor threads)
      throws CredentialConfigException {
    try {
      var _ = CrlReader.read(read(file)); // only whether it can be; it is read again at its use
    } catch (NoSuchFileException _) {
      throw new CredentialConfigException(
          "revocation list " + file + ": there is no such file; let the CA write it there");
    } catch (IOException e) {
      throw new CredentialConfigException("revocation list " + file + ": " + message(e));
    }
    return new CrlSource("crl " + file, () -> read(file), interval, freshness, threads);
  }

  /**
   * A list on a server.
   *
   * @param uri https; see {@link Freshness} for how old an answer may be
   * @param interval between two fetches
   * @param threads run what blocks
   * @throws CredentialConfigException when the URI is not https with a host and without a password
   */
  public static CrlSource ofHttps(
      URI uri, BoundedHttp http, Duration interval, Freshness freshness, Executor threads)
      throws CredentialConfigException {
    if (!"https".equals(uri.getScheme()) || uri.getHost() == null || uri.getUserInfo() != null) {
      throw new CredentialConfigException(
          "revocation list " + uri.getHost() + ": give an https URI without a password");
    }
    Bytes bytes = () -> http.get(uri, ACCEPT, CrlReader.MAX_BYTES);
    return new CrlSource("crl " + uri, bytes, interval, freshness, threads);
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(CrlReader.MAX_BYTES + 1);
    }
  }

  private static Loaded<Crl> load(Bytes bytes, @Nullable Crl before) throws IOException {
    byte[] read = bytes.read();
    boolean same = before != null && before.digest().equals(Sha256.of(read));
    return new Loaded<>(same && before != null ? before : CrlReader.read(read), null);
  }

  /** Begins to read the list when its time has come. */
  void prepare(Instant now) {
    var _ = latest.current(now); // for its effect
  }

  /**
   * What the list says of a certificate.
   *
   * @param issuer of the certificate, in a path that holds
   * @param atMost how long to wait when the list was not read lately
   */
  Status status(X509Certificate certificate, X509Certificate issuer, Instant now, Duration atMost) {
    Crl crl = usable(issuer, now, atMost);
    if (crl == null || !crl.contents().scope().covers(certificate)) {
      return Status.Unknown.UNKNOWN;
    }
    Instant statedAt = crl.contents().thisUpdate();
    if (!freshness.holds(statedAt, crl.contents().nextUpdate(), now)) {
      problem.set("the list of " + statedAt + " is out of date");
      return Status.Unknown.UNKNOWN;
    }
    return crl.contents().revoked().contains(certificate.getSerialNumber())
        ? new Status.Revoked(statedAt)
        : new Status.Good(statedAt);
  }

  /** The newest list of this issuer; null when there is none. */
  private @Nullable Crl usable(X509Certificate issuer, Instant now, Duration atMost) {
    Refreshed.Snapshot<Crl> snapshot = latest.current(now);
    // After a quiet time the last reading is an old one: revocations since then must count. While
    // the source fails, waiting for it would only make every request slow.
    boolean quiet =
        snapshot.failure() == null
            && snapshot.readAt().isBefore(now.minus(interval.multipliedBy(2)));
    if (snapshot.value() == null || quiet) {
      snapshot = latest.reloaded(now, atMost);
    }
    Crl crl = snapshot.value();
    if (crl == null || !crl.names(issuer)) {
      return null;
    }
    while (true) {
      Accepted before = accepted.get();
      boolean sameKey = before != null && before.key().equals(issuer.getPublicKey());
      Crl last = before != null && sameKey ? before.crl() : null;
      if (last == crl) {
        problem.set(null);
        return crl;
      }
      String fault = fault(crl, last, issuer, now);
      if (fault != null) {
        problem.set(fault);
        return last;
      }
      if (accepted.compareAndSet(before, new Accepted(crl, issuer.getPublicKey()))) {
        problem.set(null);
        return crl;
      }
    }
  }

  private @Nullable String fault(Crl crl, @Nullable Crl last, X509Certificate issuer, Instant now) {
    if (!crl.isSignedBy(issuer)) {
      return "the list is not signed by the CA it names, or not strongly, or that CA may not";
    }
    if (freshness.isAhead(crl.contents().thisUpdate(), now)) {
      return "the list is from the future; compare the clocks";
    }
    return last != null && crl.isBefore(last)
        ? "the list is older than the one before it (cRLNumber or thisUpdate goes back)"
        : null;
  }

  /** What is wrong, for the operator; empty when nothing is known to be. */
  Optional<String> problem(Instant now) {
    String unread = latest.current(now).failure();
    String found = unread == null ? problem.get() : unread;
    return Optional.ofNullable(found).map(what -> name + ": " + what);
  }

  private static String message(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
