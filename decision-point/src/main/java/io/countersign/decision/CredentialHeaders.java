package io.countersign.decision;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Which header fields carry credentials: they reach neither policy nor record. Immutable. */
public final class CredentialHeaders {
  /** Fields of ours: nobody outside may set them, and no upstream sees a client's. */
  public static final String OWN_PREFIX = "x-countersign-";

  /** Where an agent's approval stands. */
  public static final String APPROVAL = OWN_PREFIX + "approval";

  private static final Set<String> NAMES =
      Set.of(
          "authorization",
          "proxy-authorization",
          "dpop",
          "cookie",
          "set-cookie",
          "api-key",
          "apikey",
          "x-api-key",
          "ocp-apim-subscription-key",
          "private-token",
          "x-access-token",
          "x-auth-token",
          "x-csrf-token",
          "x-vault-token",
          "x-xsrf-token",
          "x-amz-security-token",
          "x-amzn-oidc-accesstoken",
          "x-amzn-oidc-data",
          "x-auth-request-access-token",
          "x-forwarded-access-token",
          "x-goog-iap-jwt-assertion",
          "cf-access-jwt-assertion",
          "x-forwarded-client-cert",
          "x-forwarded-tls-client-cert",
          "x-forwarded-tls-client-cert-info",
          "client-cert",
          "client-cert-chain",
          "ssl-client-cert",
          "x-ssl-client-cert",
          "workload-identity-token",
          "workload-proof-token",
          "txn-token",
          "signature",
          "signature-input");

  /** Those that carry credentials wherever Countersign runs. */
  public static final CredentialHeaders KNOWN = new CredentialHeaders(Set.of());

  private final Set<String> further;

  private CredentialHeaders(Set<String> further) {
    this.further = further;
  }

  /** The known ones, and those that this installation uses beside them. */
  public static CredentialHeaders and(Set<String> names) {
    Set<String> folded = new HashSet<>();
    names.forEach(name -> folded.add(folded(name)));
    return new CredentialHeaders(Set.copyOf(folded));
  }

  /** Whether the field carries a credential. */
  public boolean contains(String name) {
    String folded = folded(name);
    return NAMES.contains(folded) || folded.startsWith(OWN_PREFIX) || further.contains(folded);
  }

  /** Whether the field is for us alone, so that the upstream must not see it. */
  public boolean isOurs(String name) {
    String folded = folded(name);
    return folded.startsWith(OWN_PREFIX) || further.contains(folded);
  }

  /** CGI and WSGI make one variable of both spellings, so an upstream cannot tell them apart. */
  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
