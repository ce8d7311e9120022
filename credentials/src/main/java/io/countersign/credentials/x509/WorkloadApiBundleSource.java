package io.countersign.credentials.x509;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.jose.PublicJwk;
import io.countersign.credentials.remote.Refreshed;
import io.countersign.credentials.workloadapi.WorkloadApi;
import io.countersign.credentials.x509.PemCertificates.MalformedPemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * One trust domain's bundle from the SPIFFE Workload API, with keys of both kinds. The agent is
 * asked again each interval; differs from the API's streams, which say of a silent agent neither
 * that it lives nor that it hangs, while the bundle's age must. While it gives nothing usable, the
 * last bundle stays and its age grows. A domain that it no longer names has nobody to vouch for it.
 */
public final class WorkloadApiBundleSource implements TrustBundleSource {
  /** What to pass as the interval unless there is a reason. */
  public static final Duration INTERVAL = Duration.ofSeconds(5);

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MAX_AUTHORITIES = 100;

  private final String trustDomain;
  private final Refreshed<SpiffeBundle> bundle;

  /**
   * Asks the agent when it is first used.
   *
   * @param interval between two calls
   * @param threads run the calls, which block
   * @throws CredentialConfigException when the name is none
   */
  public WorkloadApiBundleSource(
      String trustDomain, WorkloadApi agent, Duration interval, Executor threads)
      throws CredentialConfigException {
    TrustDomains.checkName(trustDomain);
    this.trustDomain = trustDomain;
    this.bundle =
        new Refreshed<>(
            before -> new Refreshed.Loaded<>(load(trustDomain, agent, interval), null),
            interval,
            SHORTEST,
            threads);
  }

  private static SpiffeBundle load(String domain, WorkloadApi agent, Duration interval)
      throws IOException, CredentialConfigException {
    String id = SpiffeId.ofAuthority(domain);
    byte[] der = agent.x509Bundles().get(id);
    byte[] jwks = agent.jwtBundles().get(id);
    List<X509Certificate> authorities = der == null ? List.of() : authorities(domain, der);
    Map<String, PublicJwk> keys =
        jwks == null ? Map.of() : SpiffeBundleReader.readJwtKeys(domain, jwks);
    return new SpiffeBundle(domain, authorities, keys, null, interval);
  }

  /** Certificates in DER, one after the other, and nothing else. */
  static List<X509Certificate> authorities(String domain, byte[] der)
      throws CredentialConfigException {
    List<X509Certificate> authorities = new ArrayList<>();
    long bytes = 0;
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Certificate each : factory.generateCertificates(new ByteArrayInputStream(der))) {
        byte[] encoded = each.getEncoded();
        bytes += encoded.length;
        int number = authorities.size() + 1;
        X509Certificate authority =
            PemCertificates.certificate(Base64.getEncoder().encodeToString(encoded), number);
        String fault = Authorities.fault(domain, authority);
        if (fault != null || number > MAX_AUTHORITIES) {
          throw fault(
              domain, "certificate " + number + (fault == null ? " is one too many" : " " + fault));
        }
        authorities.add(authority);
      }
    } catch (CertificateException | MalformedPemException e) {
      throw fault(domain, "it is no sequence of certificates");
    }
    if (bytes != der.length) {
      throw fault(domain, "it holds more than certificates");
    }
    return authorities;
  }

  private static CredentialConfigException fault(String domain, String what) {
    return new CredentialConfigException(
        "Workload API, X.509 bundle of \"" + domain + "\": " + what);
  }

  @Override
  public String trustDomain() {
    return trustDomain;
  }

  @Override
  public TrustBundle bundle(Instant now) {
    return TrustBundle.of(trustDomain, bundle.current(now));
  }

  @Override
  public TrustBundle refetched(Instant now) {
    return TrustBundle.of(trustDomain, bundle.reloaded(now, PATIENCE));
  }
}
