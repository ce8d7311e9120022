package io.countersign.credentials.x509.revocation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.remote.BoundedHttp;
import io.countersign.credentials.remote.Refreshed;
import io.countersign.credentials.remote.Refreshed.Loaded;
import io.countersign.credentials.remote.Refreshed.Snapshot;
import io.countersign.credentials.x509.revocation.OcspStatement.Verdict;
import io.countersign.decision.Sha256;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Asks one configured OCSP responder (RFC 6960), and keeps its answers. The addresses that stand in
 * certificates are never asked: whoever brings a certificate would choose where we connect to.
 */
public final class OcspClient {
  private static final int MAX_REMEMBERED = 10_000;
  private static final int MAX_BYTES = 64 * 1024;
  private static final String REQUEST = "application/ocsp-request";
  private static final Set<String> SCHEMES = Set.of("http", "https");

  /** Between two questions about one certificate, so that a dead responder is left in peace. */
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** A certificate that the responder does not know yet may be a new one. */
  private static final Duration UNKNOWN_LIFE = Duration.ofMinutes(1);

  /**
   * Where and how to ask.
   *
   * @param uri http or https: the answers are signed
   * @param issuer the CA whose certificates it knows; null when it knows those of every CA
   * @param hash how it is told which certificate is meant
   * @param nonceRequired whether an answer must repeat our nonce (RFC 9654), which shuts out those
   *     made in advance
   */
  public record Responder(
      URI uri, @Nullable X500Principal issuer, CertIdHash hash, boolean nonceRequired) {}

  private record Key(Sha256 issuer, BigInteger serial) {}

  private final Responder responder;
  private final BoundedHttp http;
  private final Freshness freshness;
  private final Executor threads;
  private final AtomicReference<@Nullable String> problem = new AtomicReference<>();

  /** Full: forgets an answer, which is then asked for again. */
  private final Cache<Key, Refreshed<OcspStatement>> statements =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

  /**
   * Asks nothing yet.
   *
   * @param threads run what blocks
   * @throws CredentialConfigException when the URI is not http or https, has no host or a password
   */
  public OcspClient(Responder responder, BoundedHttp http, Freshness freshness, Executor threads)
      throws CredentialConfigException {
    URI uri = responder.uri();
    if (uri.getScheme() == null
        || !SCHEMES.contains(uri.getScheme())
        || uri.getHost() == null
        || uri.getUserInfo() != null) {
      throw new CredentialConfigException(
          "OCSP responder " + uri.getHost() + ": give an http or https URI without a password");
    }
    this.responder = responder;
    this.http = http;
    this.freshness = freshness;
    this.threads = threads;
  }

  boolean knows(X509Certificate issuer) {
    return responder.issuer() == null
        || responder.issuer().equals(issuer.getSubjectX500Principal());
  }

  /** Begins to ask when there is no answer yet. */
  void prepare(X509Certificate certificate, X509Certificate issuer, Instant now) {
    var _ = of(certificate, issuer).current(now); // for its effect
  }

  /**
   * The responder's word on a certificate that counts now.
   *
   * @param issuer of the certificate, in a path that holds
   * @param atMost how long to wait for an answer when none is kept
   */
  Optional<OcspStatement> statement(
      X509Certificate certificate, X509Certificate issuer, Instant now, Duration atMost) {
    Refreshed<OcspStatement> refreshed = of(certificate, issuer);
    Snapshot<OcspStatement> snapshot = refreshed.current(now);
    OcspStatement kept = snapshot.value();
    if (kept == null || !kept.counts(freshness, now)) {
      kept = refreshed.reloaded(now, atMost).value();
    } else if (!now.isBefore(halfOfLife(kept, snapshot.readAt()))) {
      var _ = refreshed.reloaded(now, Duration.ZERO); // begins to ask, and does not wait
    }
    return Optional.ofNullable(kept).filter(k -> k.counts(freshness, now));
  }

  private Instant halfOfLife(OcspStatement kept, Instant readAt) {
    Instant end = kept.thisUpdate().plus(freshness.maxAge());
    if (kept.until() != null && kept.until().isBefore(end)) {
      end = kept.until();
    }
    if (kept.verdict() == Verdict.UNKNOWN && end.isAfter(readAt.plus(UNKNOWN_LIFE))) {
      end = readAt.plus(UNKNOWN_LIFE);
    }
    return readAt.plus(Duration.between(readAt, end).dividedBy(2));
  }

  private Refreshed<OcspStatement> of(X509Certificate certificate, X509Certificate issuer) {
    return statements.get(
        key(certificate, issuer),
        _ ->
            new Refreshed<>(
                before -> ask(certificate, issuer, before), freshness.maxAge(), RETRY, threads));
  }

  private static Key key(X509Certificate certificate, X509Certificate issuer) {
    MessageDigest digest = Sha256.newDigest();
    digest.update(issuer.getPublicKey().getEncoded());
    digest.update(certificate.getIssuerX500Principal().getEncoded());
    return new Key(Sha256.fromBytes(digest.digest()), certificate.getSerialNumber());
  }

  private Loaded<OcspStatement> ask(
      X509Certificate certificate, X509Certificate issuer, @Nullable OcspStatement before)
      throws IOException {
    try {
      OcspRequest request =
          OcspRequest.about(certificate, issuer, responder.hash(), responder.nonceRequired());
      byte[] answer = http.post(responder.uri(), REQUEST, request.encoded(), MAX_BYTES);
      OcspStatement statement = OcspAnswer.read(answer, request);
      // Until nextUpdate an old answer is as well signed as the new one that says "revoked".
      if (before != null && statement.isBefore(before)) {
        throw new IOException("the answer is older than the one before it");
      }
      problem.set(null);
      return new Loaded<>(statement, null);
    } catch (IOException unusable) {
      String message = unusable.getMessage();
      problem.set(message == null ? unusable.getClass().getSimpleName() : message);
      throw unusable;
    }
  }

  /** Why the last question got no usable answer; empty when it got one. */
  Optional<String> problem() {
    return Optional.ofNullable(problem.get()).map(what -> "ocsp " + responder.uri() + ": " + what);
  }
}
