package io.countersign.credentials.x509.revocation;

import io.countersign.credentials.x509.RevocationChecker;
import io.countersign.credentials.x509.revocation.OcspStatement.Verdict;
import io.countersign.decision.Reason;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists and responders together. One that says "revoked" is enough to refuse, whatever the others
 * say; the mode names whose "good" is needed. Where that is missing, the certificate is refused.
 */
public final class IssuerRevocation implements RevocationChecker {
  /** For a whole path, when a status was never asked for before. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  /** Whose "good" is needed for every certificate of a path. */
  public enum Mode {
    CRL,
    OCSP,
    EITHER
  }

  private final Mode mode;
  private final List<CrlSource> lists;
  private final List<OcspClient> responders;

  /**
   * For the certificates of one trust domain.
   *
   * @param lists also tell whether an OCSP responder's own certificate is revoked
   * @param responders the first that knows the issuer is asked
   * @throws IllegalArgumentException when there is no source of the kind that the mode needs
   */
  public IssuerRevocation(Mode mode, List<CrlSource> lists, List<OcspClient> responders) {
    this.mode = mode;
    this.lists = List.copyOf(lists);
    this.responders = List.copyOf(responders);
    boolean can =
        switch (mode) {
          case CRL -> !lists.isEmpty();
          case OCSP -> !responders.isEmpty();
          case EITHER -> !lists.isEmpty() || !responders.isEmpty();
        };
    if (!can) {
      throw new IllegalArgumentException("no source for the mode " + mode);
    }
  }

  @Override
  public Finding check(List<X509Certificate> path, Instant now) {
    long deadline = System.nanoTime() + MAX_WAIT.toNanos();
    // All at once, so that the time to wait is the longest one and not the sum.
    lists.forEach(list -> list.prepare(now));
    for (int i = 0; i + 1 < path.size(); i++) {
      X509Certificate certificate = path.get(i);
      X509Certificate issuer = path.get(i + 1);
      responder(issuer).ifPresent(r -> r.prepare(certificate, issuer, now));
    }
    Reason refusal = null;
    Instant oldest = now;
    for (int i = 0; i + 1 < path.size(); i++) {
      switch (status(path.get(i), path.get(i + 1), now, deadline)) {
        case Status.Revoked revoked -> {
          return new Finding(Reason.CERTIFICATE_REVOKED, age(revoked.statedAt(), now));
        }
        case Status.Unknown _ -> refusal = Reason.CERTIFICATE_STATUS_UNKNOWN;
        case Status.Good good ->
            oldest = good.statedAt().isBefore(oldest) ? good.statedAt() : oldest;
      }
    }
    return new Finding(refusal, age(oldest, now));
  }

  private static Duration age(Instant statedAt, Instant now) {
    return statedAt.isAfter(now) ? Duration.ZERO : Duration.between(statedAt, now);
  }

  private Status status(
      X509Certificate certificate, X509Certificate issuer, Instant now, long deadline) {
    Status listed = listed(certificate, issuer, now, deadline);
    if (listed instanceof Status.Revoked) {
      return listed;
    }
    boolean needed = mode == Mode.OCSP || !(listed instanceof Status.Good);
    Status answered = answered(certificate, issuer, now, needed, deadline);
    if (answered instanceof Status.Revoked) {
      return answered;
    }
    return switch (mode) {
      case CRL -> listed;
      case OCSP -> answered;
      case EITHER -> answered instanceof Status.Good ? answered : listed;
    };
  }

  /** Revoked when one list says so; good when one list that covers the certificate does not. */
  private Status listed(
      X509Certificate certificate, X509Certificate issuer, Instant now, long deadline) {
    Status found = Status.Unknown.UNKNOWN;
    for (CrlSource list : lists) {
      Status status = list.status(certificate, issuer, now, left(deadline));
      if (status instanceof Status.Revoked) {
        return status;
      }
      found = status instanceof Status.Good ? status : found;
    }
    return found;
  }

  private Status answered(
      X509Certificate certificate,
      X509Certificate issuer,
      Instant now,
      boolean needed,
      long deadline) {
    OcspStatement statement =
        responder(issuer)
            .flatMap(r -> {
              // A dead responder must not hold up what a list has settled.
              boolean waits = needed || r.problem().isEmpty();
              Duration atMost = waits ? left(deadline) : Duration.ZERO;
              return r.statement(certificate, issuer, now, atMost);
            })
            .orElse(null);
    if (statement == null || !isTrustworthy(statement.delegate(), issuer, now, deadline)) {
      return Status.Unknown.UNKNOWN;
    }
    return switch (statement.verdict()) {
      case Verdict.GOOD -> new Status.Good(statement.thisUpdate());
      case Verdict.REVOKED -> new Status.Revoked(statement.thisUpdate());
      case Verdict.UNKNOWN -> Status.Unknown.UNKNOWN;
    };
  }

  /**
   * A responder that lost its key is revoked, too. Without {@code id-pkix-ocsp-nocheck} only a list
   * can tell: asking the responder about itself would prove nothing.
   */
  private boolean isTrustworthy(
      @Nullable X509Certificate delegate, X509Certificate issuer, Instant now, long deadline) {
    if (delegate == null) {
      return true;
    }
    Status status = listed(delegate, issuer, now, deadline);
    return status instanceof Status.Good
        || (status instanceof Status.Unknown && OcspSigner.needsNoCheck(delegate));
  }

  private Optional<OcspClient> responder(X509Certificate issuer) {
    return responders.stream().filter(r -> r.knows(issuer)).findFirst();
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }

  /** True: even a file may lie on a disk of the network. */
  @Override
  public boolean mayWait() {
    return true;
  }

  @Override
  public List<String> problems(Instant now) {
    return Stream.concat(
            lists.stream().flatMap(list -> list.problem(now).stream()),
            responders.stream().flatMap(r -> r.problem().stream()))
        .toList();
  }
}
