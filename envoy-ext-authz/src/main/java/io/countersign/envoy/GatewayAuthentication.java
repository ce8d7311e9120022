package io.countersign.envoy;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Reason;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Whether a connection is a gateway's. By its TLS certificate, which the handshake has verified, or
 * by coming over loopback; never by what a question says.
 */
final class GatewayAuthentication {
  /** RFC 5280 §4.2.1.6: uniformResourceIdentifier. */
  private static final int URI_NAME = 6;

  private GatewayAuthentication() {}

  /** What a connection may bring. */
  enum Verdict {
    /** A gateway's. */
    GATEWAY,
    /** Not known to be a gateway's: it may ask, but not vouch for a client's certificate. */
    ANONYMOUS,
    /** Not a gateway's, where gateways must authenticate. */
    REFUSED;

    /** Marks the question; to be called before anything else is, since the first defect stays. */
    void judge(boolean bringsCertificate, AccessRequest.Builder access) {
      if (this == REFUSED || (this == ANONYMOUS && bringsCertificate)) {
        access.defect(Reason.GATEWAY_UNAUTHENTICATED);
      }
    }
  }

  /**
   * Judges a connection.
   *
   * @param remote where it comes from; null when that is unknown
   * @param session of TLS; null without
   */
  static Verdict of(
      GatewayRules rules, @Nullable SocketAddress remote, @Nullable SSLSession session) {
    if (!rules.spiffeIds().isEmpty()) {
      return session != null && rules.spiffeIds().contains(spiffeId(session))
          ? Verdict.GATEWAY
          : Verdict.REFUSED;
    }
    return rules.localTrusted() && isLoopback(remote) ? Verdict.GATEWAY : Verdict.ANONYMOUS;
  }

  /** The only URI of the peer's certificate (X.509-SVID §2); empty when there is not just one. */
  private static String spiffeId(SSLSession session) {
    try {
      if (session.getPeerCertificates()[0] instanceof X509Certificate leaf) {
        Collection<List<?>> names =
            Objects.requireNonNullElse(leaf.getSubjectAlternativeNames(), List.of());
        List<String> uris =
            names.stream()
                .filter(name -> name.get(0).equals(URI_NAME))
                .map(name -> String.valueOf(name.get(1)))
                .toList();
        return uris.size() == 1 ? uris.getFirst() : "";
      }
      return "";
    } catch (SSLPeerUnverifiedException | CertificateParsingException noIdentity) {
      return "";
    }
  }

  private static boolean isLoopback(@Nullable SocketAddress remote) {
    if (remote == null || remote.hostAddress() == null) {
      return false;
    }
    try {
      return InetAddress.ofLiteral(remote.hostAddress()).isLoopbackAddress();
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }
}
