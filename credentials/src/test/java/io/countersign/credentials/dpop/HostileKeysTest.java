package io.countersign.credentials.dpop;

import static io.countersign.credentials.dpop.Proofs.KEY;
import static io.countersign.credentials.dpop.Proofs.good;
import static io.countersign.credentials.dpop.Proofs.refusal;
import static io.countersign.credentials.fixture.Jwt.encode;
import static io.countersign.credentials.fixture.Jwt.quote;
import static io.countersign.decision.Reason.DPOP_KEY;
import static io.countersign.decision.Reason.DPOP_SIGNATURE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import io.countersign.credentials.fixture.TestKey;
import io.countersign.decision.Reason;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Proofs that are good but for their key or their signature. */
class HostileKeysTest {
  private static final TestKey OTHER = TestKey.es256();

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource({"keys", "signatures"})
  void isRefused(String name, Reason reason, String proof) {
    assertEquals(reason, refusal(proof));
  }

  static Stream<Arguments> keys() {
    TestKey p384 = TestKey.es384();
    TestKey rsa = TestKey.rsa("RS256", 2048);
    TestKey weak = TestKey.rsa("RS256", 1024);
    ECKey pair =
        new ECKey.Builder(Curve.P_256, (ECPublicKey) KEY.pair().getPublic())
            .privateKey(KEY.pair().getPrivate())
            .build();
    RSAKey rsaPair =
        new RSAKey.Builder((RSAPublicKey) rsa.pair().getPublic())
            .privateKey((RSAPrivateKey) rsa.pair().getPrivate())
            .build();
    String x = pair.getX().toString();
    String y = pair.getY().toString();
    String otherY =
        new ECKey.Builder(Curve.P_256, (ECPublicKey) OTHER.pair().getPublic())
            .build()
            .getY()
            .toString();
    return Stream.of(
        key("no jwk", null),
        key("jwk is a string", quote("key")),
        key("jwk is empty", "{}"),
        key("private key", pair.toJSONString()),
        key("symmetric key", "{\"kty\":\"oct\",\"k\":\"AAAA\"}"),
        key("off the curve", ec("P-256", x, otherY)),
        key("point at zero", ec("P-256", encode(new byte[32]), encode(new byte[32]))),
        key("another curve's name", ec("P-384", x, y)),
        key("unknown curve", ec("secp256k1", x, y)),
        key("short coordinate", ec("P-256", encode(new byte[31]), y)),
        key("long coordinate", ec("P-256", encode(new byte[33]), y)),
        key("padded coordinate", ec("P-256", x + "=", y)),
        key("no y", "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + x + "\"}"),
        key("for encryption", ec("P-256", x, y).replace("}", ",\"use\":\"enc\"}")),
        key("for signing alone", ec("P-256", x, y).replace("}", ",\"key_ops\":[\"sign\"]}")),
        key("for another algorithm", ec("P-256", x, y).replace("}", ",\"alg\":\"ES384\"}")),
        key("key of another kind", p384.jwk()),
        key("Ed25519 key of small order", ed(new byte[32])),
        arguments("RSA under an EC algorithm", DPOP_KEY, good().header("jwk", rsa.jwk()).sign(KEY)),
        arguments("weak RSA key", DPOP_KEY, good(weak).sign(weak)),
        arguments(
            "private RSA key", DPOP_KEY, good(rsa).header("jwk", rsaPair.toJSONString()).sign(rsa)),
        arguments(
            "RSA exponent of one",
            DPOP_KEY,
            good(rsa).header("jwk", rsa.jwk().replace("AQAB", "AQ")).sign(rsa)),
        arguments(
            "key by kid", DPOP_KEY, good().header("jwk", null).header("kid", "\"k\"").sign(KEY)));
  }

  private static Arguments key(String name, @Nullable String jwk) {
    return arguments(name, DPOP_KEY, good().header("jwk", jwk).sign(KEY));
  }

  private static String ec(String curve, String x, String y) {
    return "{\"kty\":\"EC\",\"crv\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"}".formatted(curve, x, y);
  }

  private static String ed(byte[] x) {
    return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"}".formatted(encode(x));
  }

  static Stream<Arguments> signatures() {
    String proof = good().sign(KEY);
    String input = proof.substring(0, proof.lastIndexOf('.') + 1);
    String later = good().claim("jti", quote("proof-2")).sign(KEY);
    String signature = proof.substring(proof.lastIndexOf('.') + 1);
    TestKey rsa = TestKey.rsa("RS256", 2048);
    return Stream.of(
        arguments("of another key", DPOP_SIGNATURE, good().sign(OTHER)),
        arguments(
            "of another proof",
            DPOP_SIGNATURE,
            later.substring(0, later.lastIndexOf('.') + 1) + signature),
        arguments("none", DPOP_SIGNATURE, input),
        arguments("zeros", DPOP_SIGNATURE, input + encode(new byte[64])),
        arguments("one byte short", DPOP_SIGNATURE, input + encode(new byte[63])),
        arguments("of DER's length", DPOP_SIGNATURE, input + encode(new byte[71])),
        arguments("PS256 under RS256", DPOP_SIGNATURE, good(rsa).sign(rsa.as("PS256"))),
        arguments("SHA-1 under RS256", DPOP_SIGNATURE, good(rsa).sign(rsa.as("RS1"))));
  }
}
