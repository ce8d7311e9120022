package io.countersign.credentials.x509;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * A path that an authority vouches for.
 *
 * @param certificates leaf first, the authority last
 * @param window when all of them are valid
 */
record TrustedPath(List<X509Certificate> certificates, Window window) {
  TrustedPath {
    certificates = List.copyOf(certificates);
  }

  static TrustedPath of(List<X509Certificate> path, X509Certificate anchor) {
    List<X509Certificate> all = new ArrayList<>(path);
    all.add(anchor);
    return new TrustedPath(all, Window.of(all));
  }
}
