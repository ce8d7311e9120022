package io.countersign.service.config;

import io.countersign.decision.PathRules;
import io.countersign.decision.Sha256;
import io.countersign.envoy.CertificateSource;
import io.countersign.log.Masking;
import io.countersign.log.tlog.Durability;
import io.countersign.log.tlog.VerifierKey;
import io.countersign.log.witness.WitnessAddress;
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
    Gateways gateways,
    TrustSettings trust,
    Dpop dpop,
    @Nullable Redis redis,
    Wimse wimse,
    Signatures signatures,
    List<EvidenceHeader> evidence,
    PolicySettings policy,
    LogSettings log,
    @Nullable WitnessSettings witness,
    @Nullable Path adminToken) {

  public Settings {
    origins = List.copyOf(origins);
    evidence = List.copyOf(evidence);
  }

  /**
   * Where to listen.
   *
   * @param insecure whether an address that is not loopback is meant to be served without TLS
   * @param tls null when the ports are served without
   */
  public record Listen(HostPort grpc, HostPort http, boolean insecure, @Nullable Tls tls) {}

  /**
   * The ports' TLS, in PEM.
   *
   * @param clientCa who issues the gateways' certificates
   */
  public record Tls(Path certificate, Path key, Path clientCa) {}

  /**
   * Who may ask, and how they name the client's certificate.
   *
   * @param spiffeIds of the gateways; without any, only this machine's
   * @param grpcCertificate where it stands in a gRPC question
   * @param httpCertificate where it stands in an HTTP question
   */
  public record Gateways(
      List<String> spiffeIds,
      CertificateSource grpcCertificate,
      CertificateSource httpCertificate) {
    public Gateways {
      spiffeIds = List.copyOf(spiffeIds);
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
      MEMORY,
      REDIS
    }
  }

  /**
   * The Redis or Valkey server that replicas share.
   *
   * @param password null when it asks for none
   * @param ca who issued its certificate, in PEM; null leaves it to the runtime's authorities
   * @param timeout for one mark
   */
  public record Redis(URI url, @Nullable Path password, @Nullable Path ca, Duration timeout) {}

  /**
   * WIMSE credentials.
   *
   * @param proof where the workload proof token stands
   * @param maxLifetime how far ahead its end may lie
   */
  public record Wimse(Proof proof, Duration maxLifetime) {
    /** Where the proof stands. */
    public enum Proof {
      /** {@code Authorization: WPT}. */
      AUTHORIZATION,
      /** {@code Workload-Proof-Token}. */
      WORKLOAD_PROOF_TOKEN
    }
  }

  /**
   * HTTP message signatures (RFC 9421).
   *
   * @param maxAge how old {@code created} may be
   * @param maxLifetime from {@code created} to {@code expires}
   * @param tags of which a signature must have one; the empty word stands for none
   * @param contentDigest whether a body must be covered
   */
  public record Signatures(
      Duration maxAge, Duration maxLifetime, List<String> tags, boolean contentDigest) {
    public Signatures {
      tags = List.copyOf(tags);
    }
  }

  /**
   * A header that brings evidence of where a workload runs.
   *
   * @param name lower case
   * @param issuer of the tokens; for certificates, who vouched to Fulcio for the job
   * @param keys null for certificates
   * @param roots of certificates; null for tokens
   * @param claims see {@link TrustSettings.Issuer#claims}
   */
  public record EvidenceHeader(
      String name,
      Kind kind,
      String issuer,
      @Nullable Location keys,
      List<String> audiences,
      List<String> algorithms,
      Duration maxAge,
      @Nullable Path roots,
      Map<String, String> claims) {
    public EvidenceHeader {
      audiences = List.copyOf(audiences);
      algorithms = List.copyOf(algorithms);
      claims = Map.copyOf(claims);
    }

    /** What it brings. */
    public enum Kind {
      KUBERNETES,
      GITHUB,
      GITLAB,
      CI,
      FULCIO
    }
  }

  /**
   * The policy to enforce.
   *
   * @param bundle with the policy to run; of a file, or of https
   * @param remote how to fetch bundles of https; null when there are none
   * @param bundles others with data for roots of their own, by names that the user chose
   * @param verificationKeys by key id; when there are any, an unsigned bundle is refused
   * @param shadow null when nothing is on trial
   */
  public record PolicySettings(
      Location bundle,
      @Nullable Remote remote,
      Map<String, Location> bundles,
      String entrypoint,
      Map<String, Path> verificationKeys,
      @Nullable Shadow shadow) {
    public PolicySettings {
      bundles = Map.copyOf(bundles);
      verificationKeys = Map.copyOf(verificationKeys);
    }
  }

  /**
   * How bundles are fetched over https.
   *
   * @param maxAge how long a server may fail to confirm one; null for ever
   * @param token bearer token; null for none
   * @param certificate of the client, null for none; and its key
   * @param ca who issued the server's certificate, in PEM; null for the runtime's authorities
   * @param cache where the bundles that were in force are kept
   * @param pin the digest of the one bundle to use; null to follow the server
   */
  public record Remote(
      Duration poll,
      @Nullable Duration maxAge,
      @Nullable Path token,
      @Nullable Path certificate,
      @Nullable Path key,
      @Nullable Path ca,
      Path cache,
      @Nullable Sha256 pin) {}

  /**
   * The policy on trial, which is asked beside the one that is enforced.
   *
   * @param bundle as for the policy to enforce
   * @param bundles as for the policy to enforce
   */
  public record Shadow(Location bundle, Map<String, Location> bundles, String entrypoint) {
    public Shadow {
      bundles = Map.copyOf(bundles);
    }
  }

  /**
   * The decision log.
   *
   * @param previousKey the key of before, which signs too while a new one takes over
   * @param masks what is kept out of its records
   * @param maskSalt the file that keys the digests in place of masked values; made when absent
   * @param served whether its files are on the HTTP port
   * @param witnesses who cosigns its checkpoints; null when nobody does
   */
  public record LogSettings(
      Path directory,
      String origin,
      Path key,
      @Nullable Path previousKey,
      Durability durability,
      List<Masking.Rule> masks,
      Path maskSalt,
      boolean served,
      @Nullable Witnesses witnesses) {
    public LogSettings {
      masks = List.copyOf(masks);
    }
  }

  /**
   * Who cosigns the log's checkpoints.
   *
   * @param quorum how many of them must, for a checkpoint to be a witnessed one
   * @param interval between two rounds
   */
  public record Witnesses(List<WitnessAddress> addresses, int quorum, Duration interval) {
    public Witnesses {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * Whose logs this server is a witness of.
   *
   * @param name of the witness in its cosignatures
   * @param key PKCS #8 PEM; made when absent
   * @param logs whose checkpoints it cosigns
   * @param state folder with what was cosigned last
   */
  public record WitnessSettings(String name, Path key, List<VerifierKey> logs, Path state) {
    public WitnessSettings {
      logs = List.copyOf(logs);
    }
  }
}
