package io.countersign.decision;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the caller showed who it is.
 *
 * @param confirmations which bindings of the credential to the caller's key held; bound when any
 */
public record CredentialFacts(
    Scheme scheme, List<Confirmation> confirmations, @Nullable TokenFacts token) {
  public static final CredentialFacts NONE = new CredentialFacts(Scheme.NONE, List.of(), null);

  public CredentialFacts {
    confirmations = List.copyOf(confirmations);
  }

  /** The way a credential is presented. */
  public enum Scheme {
    DPOP,
    MTLS,
    WIMSE,
    HTTP_SIGNATURE,
    BEARER,
    NONE;

    /** As it stands in the policy input. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** A confirmation method (RFC 7800): what ties a token to a key. */
  public enum Confirmation {
    /** The DPoP key's thumbprint (RFC 9449 §6.1). */
    JKT("jkt"),
    /** The client certificate's digest (RFC 8705 §3.1). */
    X5T_S256("x5t#S256"),
    /** The key itself (RFC 7800 §3.2). */
    JWK("cnf.jwk");

    private final String code;

    Confirmation(String code) {
      this.code = code;
    }

    /** As it stands in the policy input. */
    public String code() {
      return code;
    }
  }

  /** A certificate whose key the handshake proved, or a key that signed the request, is bound. */
  public boolean bound() {
    return scheme == Scheme.MTLS || scheme == Scheme.HTTP_SIGNATURE || !confirmations.isEmpty();
  }

  /** The member {@code credential} of the policy input. */
  JsonObject toJson() {
    return JsonObject.builder()
        .put("scheme", scheme.code())
        .put("bound", bound())
        .put(
            "confirmations",
            JsonArray.ofStrings(confirmations.stream().map(Confirmation::code).toList()))
        .put("token", token == null ? null : token.toJson())
        .build();
  }
}
