package io.countersign.credentials.signature;

import static io.countersign.credentials.fixture.Jwt.quote;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.dpop.Origins;
import io.countersign.credentials.fixture.TestKey;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.credentials.keys.KeySet;
import io.countersign.credentials.keys.KeySource;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.Reason;
import io.countersign.decision.RequestBody;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A signed request to bend, before it is signed or after. The signature base is written here line
 * by line, so that it does not come from what is tested.
 */
final class AgentRequest {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final long SECONDS = NOW.getEpochSecond();
  static final String DIRECTORY = "https://agents.example";
  static final TestKey KEY = TestKey.eddsa();
  static final TestKey P256 = TestKey.es256();
  static final TestKey P384 = TestKey.es384();
  static final TestKey RSA = TestKey.rsa("PS256", 2048);
  static final TestKey UNKNOWN = TestKey.eddsa();
  static final SignatureProvider SIGNATURES = SignatureProvider.best();
  static final SignatureRules RULES =
      new SignatureRules(
          Set.of(SignatureRules.WEB_BOT_AUTH, ""),
          Duration.ofMinutes(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          Duration.ofHours(24),
          false);
  static final SignatureRules WITH_CONTENT =
      new SignatureRules(
          RULES.tags(),
          RULES.maxLifetime(),
          RULES.maxAge(),
          RULES.clockSkew(),
          RULES.maxKeyAge(),
          true);

  String method = "GET";
  String authority = "orders.example";
  String target = "/api/v1/orders/42";
  RequestBody body = RequestBody.NONE;
  String label = "sig1";
  TestKey key = KEY;

  /** Further fields. */
  final List<Header> headers = new ArrayList<>();

  /** Identifiers of components and their values, as the signer sees them. */
  final Map<String, String> covered = new LinkedHashMap<>();

  /** As they are serialised. */
  final Map<String, String> parameters = new LinkedHashMap<>();

  @Nullable String signatureInput;
  @Nullable String signature;

  AgentRequest() {
    cover("@method", method).cover("@authority", authority).cover("@path", target);
    parameters.put("created", Long.toString(SECONDS));
    parameters.put("expires", Long.toString(SECONDS + 60));
    parameters.put("nonce", quote("nonce-1"));
    parameters.put("keyid", quote(KEY.thumbprint().base64Url()));
  }

  AgentRequest cover(String name, String value) {
    covered.put(quote(name), value);
    return this;
  }

  AgentRequest header(String name, String value) {
    headers.add(new Header(name, value));
    return this;
  }

  AgentRequest parameter(String name, @Nullable String value) {
    if (value == null) {
      parameters.remove(name);
    } else {
      parameters.put(name, value);
    }
    return this;
  }

  AgentRequest signer(TestKey signer) {
    key = signer;
    return parameter("keyid", quote(signer.thumbprint().base64Url()));
  }

  AgentRequest body(String text) {
    body = new RequestBody(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), false);
    return this;
  }

  /** What stands behind the label. */
  String input() {
    return parameters.entrySet().stream()
        .map(parameter -> ";" + parameter.getKey() + "=" + parameter.getValue())
        .collect(Collectors.joining("", "(" + String.join(" ", covered.keySet()) + ")", ""));
  }

  /** RFC 9421 §2.5. */
  String base() {
    StringBuilder lines = new StringBuilder();
    covered.forEach((name, value) -> lines.append(name).append(": ").append(value).append('\n'));
    return lines + "\"@signature-params\": " + input();
  }

  /** Whatever changes after this was not signed. */
  AgentRequest sign() {
    signatureInput = label + "=" + input();
    signature = label + "=" + bytes(key.sign(base().getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  static String bytes(byte[] bytes) {
    return ":" + Base64.getEncoder().encodeToString(bytes) + ":";
  }

  AccessRequest build() {
    if (signature == null) {
      sign();
    }
    List<Header> all = new ArrayList<>(headers);
    if (signatureInput != null && !signatureInput.isEmpty()) {
      all.add(new Header("Signature-Input", signatureInput));
    }
    if (signature != null && !signature.isEmpty()) {
      all.add(new Header("Signature", signature));
    }
    return AccessRequest.builder()
        .method(method)
        .scheme("http")
        .authority(authority)
        .target(target)
        .headers(new Headers(all))
        .body(body)
        .build();
  }

  static KeySource source(Map<String, TestKey> keys) {
    KeySet set =
        new KeySet(
            keys.entrySet().stream()
                .collect(
                    Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().publicJwk())),
            0,
            NOW.minusSeconds(7));
    return now -> set;
  }

  static MessageSignatureVerifier verifier(SignatureRules rules, AgentDirectory... directories) {
    try {
      Origins origins =
          Origins.of(
              List.of(
                  URI.create("https://orders.example"), URI.create("https://ledger.example:8443")));
      return new MessageSignatureVerifier(List.of(directories), origins, rules, SIGNATURES);
    } catch (CredentialConfigException e) {
      throw new AssertionError(e);
    }
  }

  static MessageSignatureVerifier verifier(SignatureRules rules) {
    Map<String, TestKey> keys = Map.of("ed", KEY, "p256", P256, "p384", P384, "rsa", RSA);
    return verifier(rules, AgentDirectory.ofKeys(DIRECTORY, source(keys)));
  }

  SignatureOutcome outcome(SignatureRules rules, Instant now) {
    return verifier(rules).verify(build(), now);
  }

  /** Null when it holds. */
  @Nullable Reason refusal(SignatureRules rules, Instant now) {
    return refusal(outcome(rules, now));
  }

  static @Nullable Reason refusal(SignatureOutcome outcome) {
    return switch (outcome) {
      case VerifiedSignature held -> null;
      case SignatureOutcome.Refused refused -> refused.reason();
      case SignatureOutcome.NotSigned none -> throw new AssertionError("not signed");
    };
  }
}
