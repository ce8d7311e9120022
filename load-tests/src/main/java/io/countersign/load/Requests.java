package io.countersign.load;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.dpop.Origins;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import java.net.URI;
import java.util.List;

/** The one request that every kind of credential comes with. */
final class Requests {
  private Requests() {}

  static AccessRequest with(Header... headers) {
    return AccessRequest.builder()
        .method("GET")
        .scheme("https")
        .authority(Proof.AUTHORITY)
        .target(Proof.PATH)
        .headers(Headers.of(headers))
        .build();
  }

  static Origins origins() {
    try {
      return Origins.of(List.of(URI.create("https://" + Proof.AUTHORITY)));
    } catch (CredentialConfigException e) {
      throw new IllegalStateException("the origin is one", e);
    }
  }

  /** What must hold did not. */
  static IllegalStateException refused(Object outcome) {
    return new IllegalStateException("must hold: " + outcome);
  }
}
