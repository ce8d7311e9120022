package io.countersign.credentials;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.countersign.credentials.approval.ApprovalIssuer;
import io.countersign.credentials.approval.ApprovalVerifier;
import io.countersign.credentials.approval.ApprovedAction;
import io.countersign.credentials.dpop.DpopRules;
import io.countersign.credentials.dpop.DpopVerifier;
import io.countersign.credentials.dpop.Nonces;
import io.countersign.credentials.dpop.Origins;
import io.countersign.credentials.evidence.EvidenceHeader;
import io.countersign.credentials.evidence.EvidenceVerifier;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.PublicJwk;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.jwtsvid.JwtSvidVerifier;
import io.countersign.credentials.keys.JwtCheck;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.replay.InMemoryReplayStore;
import io.countersign.credentials.replay.ReplayStore;
import io.countersign.credentials.signature.AgentDirectory;
import io.countersign.credentials.signature.MessageSignatureVerifier;
import io.countersign.credentials.signature.SignatureRules;
import io.countersign.credentials.token.AccessTokenVerifier;
import io.countersign.credentials.token.TokenIssuer;
import io.countersign.credentials.token.TokenRules;
import io.countersign.credentials.transaction.TransactionIssuer;
import io.countersign.credentials.transaction.TransactionTokenVerifier;
import io.countersign.credentials.wimse.WitIssuer;
import io.countersign.credentials.wimse.WitVerifier;
import io.countersign.credentials.wimse.WptRules;
import io.countersign.credentials.wimse.WptVerifier;
import io.countersign.credentials.x509.TestCertificates;
import io.countersign.credentials.x509.TrustBundleSource;
import io.countersign.credentials.x509.TrustBundles;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Caller;
import io.countersign.decision.CredentialHeaders;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.Peer;
import io.countersign.decision.Sha256;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request with good credentials, each part of which a test may spoil. Nimbus signs. */
final class Scenario {
  static final Instant NOW = TestCertificates.NOW;
  static final long SECONDS = NOW.getEpochSecond();
  static final String ISSUER = "https://issuer.example";
  static final String LAX_ISSUER = "https://lax.example";
  static final String APPROVALS = "https://approvals.example";
  static final String ORDERS = "spiffe://prod.example/ns/pay/sa/orders";
  static final String LEDGER = "spiffe://prod.example/ns/pay/sa/ledger";
  static final Duration MAX_AGE = Duration.ofSeconds(60);
  static final String PLATFORM = "https://cluster.example";
  static final String WITS = "https://wit.prod.example";
  static final String TRANSACTIONS = "https://tts.prod.example";
  static final Duration SKEW = Duration.ofSeconds(5);
  static final Duration MAX_KEY_AGE = Duration.ofHours(1);

  static final ECKey ISSUER_KEY = key("k1");
  static final ECKey CLIENT_KEY = key("client");
  static final ECKey OTHER_KEY = key("other");
  static final SignatureProvider SIGNATURES = SignatureProvider.best();

  final Map<String, Object> tokenHeader = new LinkedHashMap<>();
  final Map<String, Object> tokenClaims = new LinkedHashMap<>();
  final Map<String, Object> proofHeader = new LinkedHashMap<>();
  final Map<String, Object> proofClaims = new LinkedHashMap<>();
  final Map<String, Object> approvalHeader = new LinkedHashMap<>();
  final Map<String, Object> approvalClaims = new LinkedHashMap<>();
  final List<Header> more = new ArrayList<>();
  ECKey tokenKey = ISSUER_KEY;
  ECKey proofKey = CLIENT_KEY;
  ECKey approvalKey = ISSUER_KEY;
  @Nullable String scheme = "DPoP";
  @Nullable String proof;
  @Nullable String token;
  boolean withProof = true;
  boolean withApproval;
  String method = "POST";
  String authority = "orders.example";
  String target = "/api/v1/orders?page=2";
  String chain = "";
  Instant now = NOW;
  Instant keysReadAt = NOW;
  List<URI> origins = List.of(URI.create("https://orders.example"));
  ReplayStore replays = new InMemoryReplayStore(100);
  @Nullable Nonces nonces;
  List<TrustBundleSource> bundles = List.of();
  List<AgentDirectory> directories = List.of();
  List<EvidenceHeader> evidence = List.of();
  Map<String, TokenEvidence> telling = Map.of();
  WptRules.Place proofPlace = WptRules.Place.AUTHORIZATION;

  Scenario() {
    tokenHeader.put("typ", "at+jwt");
    tokenHeader.put("alg", "ES256");
    tokenHeader.put("kid", "k1");
    tokenClaims.put("iss", ISSUER);
    tokenClaims.put("sub", ORDERS);
    tokenClaims.put("aud", "https://orders.example");
    tokenClaims.put("exp", SECONDS + 300);
    tokenClaims.put("iat", SECONDS - 10);
    tokenClaims.put("client_id", "c-1");
    tokenClaims.put("scope", "orders:read orders:write");
    tokenClaims.put("cnf", new LinkedHashMap<>(Map.of("jkt", thumbprint(CLIENT_KEY))));
    proofHeader.put("typ", "dpop+jwt");
    proofHeader.put("alg", "ES256");
    proofHeader.put("jwk", CLIENT_KEY.toPublicJWK().toJSONObject());
    proofClaims.put("jti", "proof-1");
    proofClaims.put("htm", "POST");
    proofClaims.put("htu", "https://orders.example/api/v1/orders");
    proofClaims.put("iat", SECONDS);
    approvalHeader.put("typ", "approval+jwt");
    approvalHeader.put("alg", "ES256");
    approvalHeader.put("kid", "k1");
    approvalClaims.put("iss", APPROVALS);
    approvalClaims.put("sub", "operator-17");
    approvalClaims.put("act_sub", ORDERS);
    approvalClaims.put("session", "s-1");
    approvalClaims.put("scope", "refund_order");
    approvalClaims.put("exp", SECONDS + 60);
    approvalClaims.put("iat", SECONDS);
    approvalClaims.put("jti", "ap-1");
    approvalClaims.put(
        "action_sha256",
        ApprovedAction.digest("POST", "https://orders.example", "/api/v1/orders", null)
            .base64Url());
  }

  Scenario bearer() {
    scheme = "Bearer";
    withProof = false;
    tokenClaims.put("iss", LAX_ISSUER);
    tokenClaims.remove("cnf");
    return this;
  }

  Scenario mtls(String spiffeId) {
    scheme = null;
    withProof = false;
    chain = TestCertificates.of(spiffeId).chain();
    return this;
  }

  Scenario approved() {
    withApproval = true;
    return this;
  }

  String tokenText() {
    return token == null ? sign(tokenHeader, tokenClaims, tokenKey) : token;
  }

  String proofText() {
    Map<String, Object> claims = new LinkedHashMap<>(proofClaims);
    byte[] text = tokenText().getBytes(StandardCharsets.UTF_8);
    claims.putIfAbsent("ath", Sha256.of(text).base64Url());
    return proof == null ? sign(proofHeader, claims, proofKey) : proof;
  }

  AccessRequest request() {
    List<Header> fields = new ArrayList<>(more);
    if (token == null) {
      token = tokenText(); // ECDSA signs anew each time; the proof must be for this one
    }
    if (scheme != null) {
      fields.add(new Header("authorization", scheme + " " + token));
    }
    if (withProof) {
      fields.add(new Header("dpop", proofText()));
    }
    if (withApproval) {
      String approval = sign(approvalHeader, approvalClaims, approvalKey);
      fields.add(new Header(CredentialHeaders.APPROVAL, approval));
    }
    return AccessRequest.builder()
        .method(method)
        .scheme("https")
        .authority(authority)
        .target(target)
        .headers(new Headers(fields))
        .peer(new Peer("10.0.0.1", 4711, "", chain))
        .build();
  }

  Caller verify() {
    return verifier().verify(request(), now);
  }

  CredentialVerifier verifier() {
    try {
      Origins served = Origins.of(origins);
      TokenRules rules = new TokenRules(SKEW, MAX_KEY_AGE);
      KeySet keys = new KeySet(Map.of("k1", jwk(ISSUER_KEY)), 0, keysReadAt);
      Set<JwsAlgorithm> algorithms = Set.of(JwsAlgorithm.ES256);
      Set<String> audiences = Set.of("https://orders.example");
      Set<String> types = Set.of("at+jwt");
      List<TokenIssuer> issuers =
          List.of(
              new TokenIssuer(
                  ISSUER, any -> keys, audiences, types, algorithms, Set.of("prod.example"), true),
              new TokenIssuer(
                  LAX_ISSUER,
                  any -> keys,
                  audiences,
                  types,
                  algorithms,
                  Set.of("prod.example"),
                  false),
              new TokenIssuer(
                  PLATFORM,
                  any -> keys,
                  audiences,
                  Set.of("", "JWT"),
                  algorithms,
                  Set.of(),
                  false,
                  Duration.ofHours(1)));
      return new CredentialVerifier(
          new Verifiers(
              TestCertificates.verifier(),
              new AccessTokenVerifier(issuers, rules, SIGNATURES),
              new DpopVerifier(served, new DpopRules(MAX_AGE, SKEW), SIGNATURES, nonces),
              new JwtSvidVerifier(
                  new TrustBundles(bundles, MAX_KEY_AGE),
                  Map.of("prod.example", audiences),
                  SKEW,
                  SIGNATURES),
              new WitVerifier(
                  List.of(new WitIssuer(WITS, any -> keys, algorithms, Set.of("prod.example"))),
                  new JwtCheck(SIGNATURES, SKEW, MAX_KEY_AGE)),
              new WptVerifier(served, new WptRules(proofPlace, MAX_AGE, SKEW), SIGNATURES),
              new TransactionTokenVerifier(
                  List.of(
                      new TransactionIssuer(
                          TRANSACTIONS, any -> keys, Set.of("prod.example"), algorithms)),
                  SKEW,
                  MAX_KEY_AGE,
                  SIGNATURES),
              new MessageSignatureVerifier(
                  directories, served, SignatureRules.defaults(), SIGNATURES),
              new EvidenceVerifier(
                  evidence, List.of(), new JwtCheck(SIGNATURES, SKEW, MAX_KEY_AGE)),
              telling,
              new ApprovalVerifier(
                  List.of(new ApprovalIssuer(APPROVALS, any -> keys, algorithms)),
                  served,
                  rules,
                  SIGNATURES),
              replays));
    } catch (CredentialConfigException e) {
      throw new AssertionError("the fixture cannot be made", e);
    }
  }

  static PublicJwk jwk(ECKey key) {
    try {
      byte[] json = key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
      return PublicJwk.of((JsonObject) JsonParser.parse(json)).orElseThrow();
    } catch (JsonSyntaxException e) {
      throw new AssertionError("Nimbus wrote no JSON", e);
    }
  }

  static String thumbprint(ECKey key) {
    try {
      return key.computeThumbprint().toString();
    } catch (JOSEException e) {
      throw new AssertionError("the fixture cannot be made", e);
    }
  }

  static ECKey key(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError("the fixture cannot be made", e);
    }
  }

  /** Signs whatever header and claims say. */
  static String sign(Map<String, Object> header, Map<String, Object> claims, ECKey key) {
    return sign(JSONObjectUtils.toJSONString(header), JSONObjectUtils.toJSONString(claims), key);
  }

  static String sign(String header, String claims, ECKey key) {
    String input = Base64URL.encode(header) + "." + Base64URL.encode(claims);
    try {
      byte[] bytes = input.getBytes(StandardCharsets.US_ASCII);
      return input + "." + new ECDSASigner(key).sign(new JWSHeader(JWSAlgorithm.ES256), bytes);
    } catch (JOSEException e) {
      throw new AssertionError("the fixture cannot be made", e);
    }
  }
}
