package io.countersign.service.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may vouch for whom.
 *
 * @param maxAge how old keys and bundles may be while they cannot be read again
 * @param ca certificate authorities of the https servers, in PEM; null leaves it to the runtime's
 */
public record TrustSettings(
    List<Domain> domains,
    List<Issuer> issuers,
    List<Approvals> approvals,
    List<Directory> directories,
    Duration maxAge,
    @Nullable Path ca) {
  public TrustSettings {
    domains = List.copyOf(domains);
    issuers = List.copyOf(issuers);
    approvals = List.copyOf(approvals);
    directories = List.copyOf(directories);
  }

  /**
   * A SPIFFE trust domain and its authorities.
   *
   * @param endpoint who serves the bundle; null when the Web's PKI says so, or it is no https
   * @param jwtSvidAudiences of which a JWT-SVID must name one; without any, none is accepted
   */
  public record Domain(
      String name,
      Location bundle,
      @Nullable Endpoint endpoint,
      List<String> jwtSvidAudiences,
      Revocation revocation) {
    public Domain {
      jwtSvidAudiences = List.copyOf(jwtSvidAudiences);
    }
  }

  /**
   * A bundle endpoint that shows a SPIFFE ID (profile {@code https_spiffe}).
   *
   * @param bundle by which it is known the first time; null when its trust domain is configured
   */
  public record Endpoint(String spiffeId, @Nullable Path bundle) {}

  /**
   * How the domain's certificates are checked for revocation by their issuer.
   *
   * @param ocsp null when there is no responder
   * @param nonce whether the responder must echo ours
   * @param maxAge how old an answer may be, whatever it says itself
   */
  public record Revocation(
      List<Location> crls, @Nullable URI ocsp, Mode mode, boolean nonce, Duration maxAge) {
    public Revocation {
      crls = List.copyOf(crls);
    }

    /** What must know the state of each certificate. */
    public enum Mode {
      OFF,
      CRL,
      OCSP,
      EITHER
    }
  }

  /** What an issuer's tokens are. */
  public enum Kind {
    /** RFC 9068. */
    ACCESS_TOKEN,
    /** Projected service-account tokens. */
    KUBERNETES,
    /** ID tokens of GitHub Actions. */
    GITHUB,
    /** ID tokens of GitLab CI/CD. */
    GITLAB,
    /** Those of another build system; see {@link Issuer#claims}. */
    CI,
    /** WIMSE workload identity tokens. */
    WORKLOAD,
    /** Transaction tokens. */
    TRANSACTION;

    /** Whether such tokens stand in the Authorization header. */
    public boolean isInAuthorization() {
      return this != WORKLOAD && this != TRANSACTION;
    }

    /** Whether such tokens say by themselves where a workload runs. */
    public boolean isEvidence() {
      return switch (this) {
        case KUBERNETES, GITHUB, GITLAB, CI -> true;
        case ACCESS_TOKEN, WORKLOAD, TRANSACTION -> false;
      };
    }
  }

  /**
   * Somebody who signs tokens.
   *
   * @param keys null when all its tokens are opaque
   * @param introspection null when none of its tokens is opaque
   * @param trustDomains whose SPIFFE IDs its tokens may name
   * @param maxAge since when a token of a platform may have been issued
   * @param claims the claim, a JSON pointer, by the name of each member of {@code evidence.ci}
   * @param vouchesFor the claim, a JSON pointer, by the name of the evidence and of its member
   */
  public record Issuer(
      String issuer,
      Kind kind,
      @Nullable Location keys,
      @Nullable Introspection introspection,
      List<String> audiences,
      List<String> tokenTypes,
      List<String> algorithms,
      List<String> trustDomains,
      boolean requireBinding,
      Duration maxAge,
      Map<String, String> claims,
      Map<String, Map<String, String>> vouchesFor) {
    public Issuer {
      audiences = List.copyOf(audiences);
      tokenTypes = List.copyOf(tokenTypes);
      algorithms = List.copyOf(algorithms);
      trustDomains = List.copyOf(trustDomains);
      claims = Map.copyOf(claims);
      vouchesFor = Map.copyOf(vouchesFor);
    }
  }

  /**
   * Asking the issuer about a token (RFC 7662).
   *
   * @param endpoint null leaves it to the issuer's metadata
   * @param key signs assertions, or is the certificate's
   * @param keyId the assertions' {@code kid}; null when they have none
   * @param certificate for mutual TLS; null for {@code private_key_jwt}
   * @param cache how long an answer is kept
   */
  public record Introspection(
      @Nullable URI endpoint,
      String clientId,
      Path key,
      @Nullable String keyId,
      @Nullable Path certificate,
      Duration cache) {}

  /** An issuer of approvals for agents' actions. */
  public record Approvals(String issuer, Location keys, List<String> algorithms) {
    public Approvals {
      algorithms = List.copyOf(algorithms);
    }
  }

  /**
   * A directory of the keys that agents sign messages with (RFC 9421).
   *
   * @param name what its agents' ids begin with
   * @param subjects the agent's id by the id of its key; without any, each key is {@code name#kid}
   */
  public record Directory(String name, Location keys, Map<String, String> subjects) {
    public Directory {
      subjects = Map.copyOf(subjects);
    }
  }
}
