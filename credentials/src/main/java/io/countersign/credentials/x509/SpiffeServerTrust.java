package io.countersign.credentials.x509;

import java.net.Socket;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Accepts one server: the one with this SPIFFE ID, by the authorities of its trust domain. Its host
 * name says nothing and is not looked at, and neither are the platform's authorities.
 */
final class SpiffeServerTrust extends X509ExtendedTrustManager {
  private final SpiffeId expected;
  private final TrustDomain domain;
  private final InstantSource clock;

  private SpiffeServerTrust(SpiffeId expected, TrustDomain domain, InstantSource clock) {
    this.expected = expected;
    this.domain = domain;
    this.clock = clock;
  }

  /** For one connection: a resumed session would not ask again who the server is. */
  static SSLContext context(SpiffeId expected, TrustDomain domain, InstantSource clock) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] trust = {new SpiffeServerTrust(expected, domain, clock)};
      context.init(null, trust, null);
      return context;
    } catch (NoSuchAlgorithmException | KeyManagementException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (chain.length == 0 || chain.length > CertificateVerifier.MAX_CERTIFICATES) {
      throw new CertificateException("the server shows no certificates, or too many");
    }
    X509Certificate leaf = chain[0];
    if (!expected.equals(LeafProfile.spiffeId(leaf))) {
      throw new CertificateException("the server is not " + expected.value());
    }
    if (!LeafProfile.holdsForServer(leaf)) {
      throw new CertificateException("the server's certificate is no X.509-SVID for servers");
    }
    Instant now = clock.instant();
    List<TrustedPath> paths = PathValidation.paths(List.of(chain), domain);
    if (paths.stream().noneMatch(path -> path.window().refuses(now) == null)) {
      throw new CertificateException(
          "no authority of \"" + domain.name() + "\" vouches for the server at this time");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(
      X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw noClients();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
      throws CertificateException {
    throw noClients();
  }

  @Override
  public void checkClientTrusted(
      X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
      throws CertificateException {
    throw noClients();
  }

  private static CertificateException noClients() {
    return new CertificateException("this is for servers alone");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
