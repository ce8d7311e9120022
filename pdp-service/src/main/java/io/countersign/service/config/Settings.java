package io.countersign.service.config;

import io.countersign.decision.PathRules;
import io.countersign.log.tlog.Durability;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration, read and complete.
 *
 * @param origins where the gateway serves clients
 */
public record Settings(
    Listen listen,
    List<URI> origins,
    PathRules paths,
    Trust trust,
    Dpop dpop,
    PolicySettings policy,
    LogSettings log,
    @Nullable Path adminToken) {

  public Settings {
    origins = List.copyOf(origins);
  }

  /**
   * Where to listen.
   *
   * @param insecure whether an address that is not loopback is meant
   */
  public record Listen(HostPort grpc, HostPort http, boolean insecure) {}

  /** Who may vouch for whom. */
  public record Trust(
      List<Domain> domains, List<TokenIssuer> issuers, List<ApprovalIssuer> approvals) {
    public Trust {
      domains = List.copyOf(domains);
      issuers = List.copyOf(issuers);
      approvals = List.copyOf(approvals);
    }
  }

  /** A SPIFFE trust domain and its authorities. */
  public record Domain(String name, Path bundle) {}

  /**
   * An issuer of access tokens.
   *
   * @param trustDomains whose SPIFFE IDs its tokens may name
   */
  public record TokenIssuer(
      String issuer,
      Path jwks,
      List<String> audiences,
      List<String> tokenTypes,
      List<String> algorithms,
      List<String> trustDomains,
      boolean requireBinding) {
    public TokenIssuer {
      audiences = List.copyOf(audiences);
      tokenTypes = List.copyOf(tokenTypes);
      algorithms = List.copyOf(algorithms);
      trustDomains = List.copyOf(trustDomains);
    }
  }

  /** An issuer of approvals for agents' actions. */
  public record ApprovalIssuer(String issuer, Path jwks, List<String> algorithms) {
    public ApprovalIssuer {
      algorithms = List.copyOf(algorithms);
    }
  }

  /**
   * DPoP (RFC 9449).
   *
   * @param replayCapacity how many live proofs are remembered before new ones are refused
   */
  public record Dpop(
      Duration maxAge, Duration clockSkew, Nonce nonce, Replay replay, int replayCapacity) {

    /** Whether clients must use nonces of ours. */
    public enum Nonce {
      OFF,
      REQUIRED
    }

    /** Where used proofs are remembered. */
    public enum Replay {
      MEMORY
    }
  }

  /**
   * The policy to enforce.
   *
   * @param verificationKeys by key id; when there are any, an unsigned bundle is refused
   */
  public record PolicySettings(Path bundle, String entrypoint, Map<String, Path> verificationKeys) {
    public PolicySettings {
      verificationKeys = Map.copyOf(verificationKeys);
    }
  }

  /** The decision log. */
  public record LogSettings(Path directory, String origin, Path key, Durability durability) {}
}
