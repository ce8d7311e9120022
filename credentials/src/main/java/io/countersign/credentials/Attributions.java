package io.countersign.credentials;

import io.countersign.decision.Attribution;
import io.countersign.decision.Attribution.Level;
import io.countersign.decision.CredentialFacts.Confirmation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How strongly a request whose credentials all held says who acts. */
final class Attributions {
  /** Something that was shown about the caller beside the bindings of its token. */
  enum Shown {
    CERTIFICATE("the client certificate names the subject"),
    SIGNATURE("the subject signed the request with a key of its directory"),
    ACTOR("who acts for the subject proved a key of its own"),
    PLATFORM("its platform or trust domain vouches for the workload"),
    EVIDENCE_TIED("evidence of where the workload runs is tied to the key that the request proved"),
    EVIDENCE_LOOSE("evidence of where the workload runs is not tied to the requester's key");

    private final String sentence;

    Shown(String sentence) {
      this.sentence = sentence;
    }
  }

  private Attributions() {}

  static Attribution of(List<Confirmation> confirmations, Set<Shown> shown) {
    List<String> why = new ArrayList<>();
    for (Confirmation confirmation : confirmations) {
      why.add(
          switch (confirmation) {
            case JKT -> "the request proves the key that the token is bound to";
            case X5T_S256 -> "the token is bound to the client certificate";
            case JWK -> "the request proves the key of the workload identity token";
          });
    }
    for (Shown each : Shown.values()) {
      if (shown.contains(each)) {
        why.add(each.sentence);
      }
    }
    Level level = level(confirmations, shown);
    why.add(
        switch (level) {
          case ATTESTED -> "nothing stands above it";
          case BOUND ->
              "not attested: no evidence tied to the proved key says where the workload runs";
          case FEDERATED -> "not bound: nothing ties the token to who sent it";
          case BEARER -> "not bound: whoever holds the token could have sent it";
          case NONE -> "nothing was shown";
        });
    return new Attribution(level, why);
  }

  private static Level level(List<Confirmation> confirmations, Set<Shown> shown) {
    boolean bound =
        !confirmations.isEmpty()
            || shown.contains(Shown.CERTIFICATE)
            || shown.contains(Shown.SIGNATURE);
    if (bound) {
      return shown.contains(Shown.EVIDENCE_TIED) ? Level.ATTESTED : Level.BOUND;
    }
    return shown.contains(Shown.PLATFORM) ? Level.FEDERATED : Level.BEARER;
  }
}
