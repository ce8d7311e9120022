package io.countersign.credentials.x509;

import io.countersign.decision.Reason;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the issuers of a trust domain say about certificates they have issued. Asked on each use of
 * a chain, after the chain itself held. Safe for use by many threads.
 */
public interface RevocationChecker {
  /**
   * What was found about a path.
   *
   * @param refusal {@link Reason#CERTIFICATE_REVOKED} or {@link Reason#CERTIFICATE_STATUS_UNKNOWN};
   *     null when every certificate of the path is good
   * @param age how long ago the issuer made the oldest statement that was used; zero when none was
   */
  record Finding(@Nullable Reason refusal, Duration age) {}

  /**
   * Looks up every certificate of the path but its anchor, for which nobody else speaks.
   *
   * @param path leaf first, anchor last; each is the issuer of the one before
   */
  Finding check(List<X509Certificate> path, Instant now);

  /** Whether {@link #check} may wait for the network, so that an event loop must not call it. */
  boolean mayWait();

  /** What is wrong with the sources, for the operator; empty when nothing is known to be. */
  List<String> problems(Instant now);
}
