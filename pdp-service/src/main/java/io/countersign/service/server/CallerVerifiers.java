package io.countersign.service.server;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.decision.CallerVerifier;
import io.countersign.service.config.Settings;
import java.time.InstantSource;

/** The verification of credentials, set up as configured. */
final class CallerVerifiers {
  private CallerVerifiers() {}

  static CallerVerifier create(Settings settings, InstantSource clock)
      throws CredentialConfigException {
    throw new CredentialConfigException("x" + settings + clock);
  }

  static String signatureProvider() {
    return "x";
  }
}
