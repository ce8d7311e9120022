package io.countersign.credentials.x509;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A SPIFFE trust domain and the authorities that may vouch for its workloads, and for no others.
 *
 * @param name lower case, as in {@code prod.example}
 * @param authorities CA certificates, at least one; see {@link TrustDomains} for what is checked
 */
public record TrustDomain(String name, List<X509Certificate> authorities) {
  public TrustDomain {
    if (!SpiffeId.isTrustDomain(name)) {
      throw new IllegalArgumentException("not the name of a trust domain: " + name);
    }
    authorities = List.copyOf(authorities);
    if (authorities.isEmpty()) {
      throw new IllegalArgumentException("trust domain " + name + " has no authorities");
    }
    for (X509Certificate authority : authorities) {
      String fault = Authorities.fault(name, authority);
      if (fault != null) {
        throw new IllegalArgumentException("trust domain " + name + ": an authority " + fault);
      }
    }
  }
}
