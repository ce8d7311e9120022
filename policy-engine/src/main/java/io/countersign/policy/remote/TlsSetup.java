package io.countersign.policy.remote;

import io.countersign.policy.bundle.BundleException;
import javax.net.ssl.SSLContext;

/** Whom to trust and which certificate to show, asked before each exchange. */
@FunctionalInterface
public interface TlsSetup {

  /**
   * The context.
   *
   * @return the same one as long as nothing changed; another starts new connections
   * @throws BundleException when the files it is made of cannot be used now
   */
  SSLContext context() throws BundleException;
}
