package io.countersign.service.server;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.remote.BoundedHttp;
import io.countersign.credentials.x509.RevocationChecker;
import io.countersign.credentials.x509.revocation.CertIdHash;
import io.countersign.credentials.x509.revocation.CrlSource;
import io.countersign.credentials.x509.revocation.Freshness;
import io.countersign.credentials.x509.revocation.IssuerRevocation;
import io.countersign.credentials.x509.revocation.OcspClient;
import io.countersign.service.config.Location;
import io.countersign.service.config.TrustSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Who is asked whether certificates were revoked, as configured. */
final class RevocationParts {
  private static final Duration CRL_INTERVAL = Duration.ofMinutes(5);

  private final BoundedHttp http;
  private final Duration clockSkew;
  private final Executor threads;

  /**
   * @param threads run what blocks
   */
  RevocationParts(BoundedHttp http, Duration clockSkew, Executor threads) {
    this.http = http;
    this.clockSkew = clockSkew;
    this.threads = threads;
  }

  private static IssuerRevocation.@Nullable Mode mode(TrustSettings.Revocation.Mode mode) {
    return switch (mode) {
      case OFF -> null;
      case CRL -> IssuerRevocation.Mode.CRL;
      case OCSP -> IssuerRevocation.Mode.OCSP;
      case EITHER -> IssuerRevocation.Mode.EITHER;
    };
  }

  /** Null when nobody is asked. */
  @Nullable RevocationChecker checker(TrustSettings.Revocation revocation)
      throws CredentialConfigException {
    IssuerRevocation.Mode mode = mode(revocation.mode());
    if (mode == null) {
      return null;
    }
    Freshness freshness = new Freshness(revocation.maxAge(), clockSkew);
    List<CrlSource> crls = new ArrayList<>();
    for (Location location : revocation.crls()) {
      crls.add(
          switch (location) {
            case Location.OfFile file ->
                CrlSource.ofFile(file.path(), CrlSource.FILE_INTERVAL, freshness, threads);
            case Location.OfHttps server ->
                CrlSource.ofHttps(server.uri(), http, CRL_INTERVAL, freshness, threads);
            case Location.OfMetadata metadata ->
                throw new CredentialConfigException("a CRL comes from file: or https:");
            case Location.OfWorkloadApi api ->
                throw new CredentialConfigException("a CRL comes from file: or https:");
          });
    }
    List<OcspClient> responders = new ArrayList<>();
    URI ocsp = revocation.ocsp();
    if (ocsp != null) {
      OcspClient.Responder responder =
          new OcspClient.Responder(ocsp, null, CertIdHash.SHA_1, revocation.nonce());
      responders.add(new OcspClient(responder, http, freshness, threads));
    }
    return new IssuerRevocation(mode, crls, responders);
  }
}
