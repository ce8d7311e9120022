package io.countersign.credentials.x509;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a leaf must be to be an X.509-SVID (X.509-SVID §2, §4, §5.2). */
final class LeafProfile {
  private LeafProfile() {}

  /** The SPIFFE ID, when it is the one URI among the names; null otherwise. */
  static @Nullable SpiffeId spiffeId(X509Certificate leaf) {
    try {
      List<String> uris = Extensions.uriNames(leaf);
      return uris.size() == 1 ? SpiffeId.parse(uris.getFirst()) : null;
    } catch (IOException _) {
      return null;
    }
  }

  /** No CA; digitalSignature and no signing of certificates or CRLs; for clients. */
  static boolean holds(X509Certificate leaf) {
    try {
      return isLeaf(leaf) && Extensions.isForClients(leaf);
    } catch (IOException _) {
      return false;
    }
  }

  /** The same for a server. */
  static boolean holdsForServer(X509Certificate leaf) {
    try {
      return isLeaf(leaf) && Extensions.isForServers(leaf);
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean isLeaf(X509Certificate leaf) {
    return !Extensions.isAuthority(leaf) && Extensions.hasLeafKeyUsage(leaf);
  }
}
