package io.countersign.service.demo;

import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Who lives in the demonstration: a trust domain with three workloads, an issuer of tokens, an
 * issuer of approvals, and the registry that knows two of the three.
 */
public final class DemoWorld {
  /** Where the gateway serves clients. */
  public static final String ORIGIN = "https://orders.demo.example";

  public static final String HOST = "orders.demo.example";

  static final String ISSUER = "https://issuer.demo.example";
  static final String APPROVALS = "https://approvals.demo.example";

  private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(10);

  private final Instant now;
  private final DemoAuthority authority;
  private final DemoIssuer issuer = new DemoIssuer();
  private final DemoIssuer approvals = new DemoIssuer();
  private final DemoClient shop;
  private final DemoClient stranger;
  private final DemoClient assistant;

  public DemoWorld(Instant now) {
    this.now = now;
    this.authority = new DemoAuthority("demo.example", now);
    this.shop = new DemoClient(authority, "/ns/shop/sa/web");
    this.stranger = new DemoClient(authority, "/ns/lab/sa/experiment");
    this.assistant = new DemoClient(authority, "/agent/assistant");
  }

  public DemoAuthority authority() {
    return authority;
  }

  /** A registered workload. */
  public DemoClient shop() {
    return shop;
  }

  /** A workload with a good certificate that nobody registered. */
  public DemoClient stranger() {
    return stranger;
  }

  /** A registered AI agent. */
  public DemoClient assistant() {
    return assistant;
  }

  /** The request's time in this world. */
  public Instant now() {
    return now;
  }

  /** An access token bound to the client's proof key (RFC 9449 §6). */
  public String token(DemoClient client, String scope) {
    return token(client.spiffeId(), Map.of("jkt", client.thumbprint()), scope);
  }

  /**
   * An access token (RFC 9068).
   *
   * @param confirmation the claim {@code cnf} (RFC 7800): who may use it
   */
  public String token(String subject, Map<String, String> confirmation, String scope) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .subject(subject)
            .audience(ORIGIN)
            .claim("client_id", subject)
            .claim("scope", scope)
            .claim("cnf", confirmation)
            .jwtID(UUID.randomUUID().toString())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(TOKEN_LIFETIME)))
            .build();
    return issuer.sign("at+jwt", claims);
  }

  /**
   * Somebody's consent to one action of an agent.
   *
   * @param action digest of the action, as {@code action_sha256}
   */
  public String approval(DemoClient agent, String action, String scope) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(APPROVALS)
            .subject("https://login.demo.example#supervisor")
            .claim("act_sub", agent.spiffeId())
            .claim("session", "prompt-" + UUID.randomUUID())
            .claim("scope", scope)
            .claim("action_sha256", action)
            .claim("single_use", true)
            .jwtID(UUID.randomUUID().toString())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(TOKEN_LIFETIME)))
            .build();
    return approvals.sign("approval+jwt", claims);
  }

  /** Writes what a server of this world needs and returns its configuration file. */
  public Path writeTo(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("ca.pem"), authority.rootPem());
    Files.writeString(directory.resolve("issuer.jwks"), issuer.jwks());
    Files.writeString(directory.resolve("approvals.jwks"), approvals.jwks());
    DemoBundle.writeTo(directory.resolve("bundle"), registry());
    Path configuration = directory.resolve("countersign.yaml");
    Files.writeString(configuration, configuration());
    return configuration;
  }

  private String configuration() {
    return String.format(
        Locale.ROOT,
        """
        countersign:
          listen: { grpc: "127.0.0.1:0", http: "127.0.0.1:0" }
          origins: [ "%s" ]
          trust:
            domains:
              - { name: %s, bundle: file:ca.pem }
            issuers:
              - { issuer: "%s", jwks: file:issuer.jwks, audiences: [ "%s" ] }
            approvals:
              - { issuer: "%s", jwks: file:approvals.jwks }
          policy: { bundle: file:bundle }
          log: { dir: log, origin: demo.example/pdp-0, key: file:log-key.pem }
        """,
        ORIGIN,
        authority.trustDomain(),
        ISSUER,
        ORIGIN,
        APPROVALS);
  }

  private String registry() {
    return String.format(
        Locale.ROOT,
        """
        {
          "%s": {
            "kind": "workload", "owner": "team-shop", "service": "shop", "status": "active",
            "credential": {"max_lifetime_seconds": 86400},
            "binding": {"network": ["127.0.0.0/8"]},
            "may_call": ["orders"],
            "grants": [{"methods": ["GET"], "path": "/api/v1/orders/*", "scope": "orders:read"}]
          },
          "%s": {
            "kind": "agent", "owner": "team-support", "service": "assistant", "status": "active",
            "credential": {"max_lifetime_seconds": 86400},
            "may_call": ["orders"],
            "approval_tools": ["refund_order"],
            "grants": [{"methods": ["POST"], "path": "/mcp", "tools": ["refund_order"]}]
          }
        }
        """,
        shop.spiffeId(),
        assistant.spiffeId());
  }
}
