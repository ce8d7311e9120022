package io.countersign.credentials.x509;

import static io.countersign.credentials.x509.BundleJson.authority;
import static io.countersign.credentials.x509.BundleJson.bundle;
import static io.countersign.credentials.x509.BundleJson.jwtKey;
import static io.countersign.credentials.x509.BundleJson.members;
import static io.countersign.credentials.x509.BundleJson.sequenced;
import static io.countersign.credentials.x509.BundleJson.utf8;
import static io.countersign.credentials.x509.BundleJson.x5c;
import static io.countersign.credentials.x509.TestCa.ca;
import static io.countersign.credentials.x509.TestCa.leaf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.fixture.TestKey;
import io.countersign.credentials.x509.TestCa.Issued;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bundles in the JSON form (SPIFFE Trust Domain and Bundle §4). */
final class SpiffeBundleReaderTest {
  private static final Issued ROOT = ca("CN=root").selfSigned();
  private static final Issued NEXT = ca("CN=next").selfSigned();
  private static final TestKey KEY = TestKey.es256().named("a");

  private static SpiffeBundle read(String json) throws CredentialConfigException {
    return SpiffeBundleReader.read("prod.example", utf8(json));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void hostileBundleIsRefusedAsAWhole(String mistake, String json, String complaint) {
    String message =
        Objects.requireNonNull(
            assertThrows(CredentialConfigException.class, () -> read(json)).getMessage());
    assertTrue(message.startsWith("SPIFFE bundle of \"prod.example\": "), message);
    assertTrue(message.contains(complaint), message);
    assertEquals(1, message.lines().count(), message);
    assertFalse(message.contains("c2VjcmV0"), "no key in a message");
  }

  static Stream<Arguments> hostileBundleIsRefusedAsAWhole() {
    String root = authority(ROOT);
    String key = jwtKey(KEY);
    String rootKey = "{\"use\":\"x509-svid\"," + members(ROOT.certificate());
    String oneCertificate = "exactly one certificate";
    return Stream.of(
        arguments("empty", "", "not JSON"),
        arguments("PEM", TestCa.pem(ROOT), "not JSON"),
        arguments("an array", "[" + root + "]", "\"keys\""),
        arguments("without keys", "{\"spiffe_sequence\":1}", "\"keys\""),
        arguments("keys no array", "{\"keys\":" + root + "}", "\"keys\""),
        arguments("keys given twice", "{\"keys\":[],\"keys\":[" + root + "]}", "not JSON"),
        arguments("a key no object", bundle(root, "1"), "keys[1] is no JSON object"),
        arguments("257 keys", bundle("{},".repeat(256) + root), "more than 256"),
        arguments("over 1 MiB", bundle(root) + " ".repeat(1 << 20), "over 1 MiB"),
        arguments("no x5c", bundle(rootKey + "}"), oneCertificate),
        arguments("x5c empty", bundle(rootKey + ",\"x5c\":[]}"), oneCertificate),
        arguments(
            "x5c with two certificates",
            bundle(rootKey + "," + x5c(ROOT, NEXT) + "}"),
            oneCertificate),
        arguments("x5c a string", bundle(rootKey + ",\"x5c\":\"MII\"}"), oneCertificate),
        arguments("x5c of a number", bundle(rootKey + ",\"x5c\":[1]}"), oneCertificate),
        arguments("x5c not base64", bundle(rootKey + ",\"x5c\":[\"%%\"]}"), "not base64"),
        arguments("x5c no certificate", bundle(rootKey + ",\"x5c\":[\"MAA=\"]}"), "not an X.509"),
        arguments("x5c of another key", bundle(rootKey + "," + x5c(NEXT) + "}"), "another key"),
        arguments(
            "x5c without key members",
            bundle("{\"use\":\"x509-svid\",\"kty\":\"EC\"," + x5c(ROOT) + "}"),
            "another key"),
        arguments(
            "a leaf as authority",
            bundle(root, authority(leaf("spiffe://prod.example/a").by(ROOT))),
            "is not a CA"),
        arguments(
            "an authority that signs no certificates",
            bundle(authority(ca("CN=a").usage(KeyUsage.cRLSign).selfSigned())),
            "may not sign certificates"),
        arguments(
            "an authority for servers alone",
            bundle(authority(ca("CN=a").purposes(KeyPurposeId.id_kp_serverAuth).selfSigned())),
            "may not issue for clients"),
        arguments(
            "an authority of another domain",
            bundle(authority(ca("CN=a").uris("spiffe://other.example").selfSigned())),
            "another trust domain"),
        arguments(
            "an authority with a weak key",
            bundle(authority(ca("CN=a").keys(TestCa.rsa(1024)).selfSigned())),
            "too weak"),
        arguments("101 authorities", bundle((root + ",").repeat(100) + root), "more than 100"),
        arguments(
            "a private key for JWT-SVIDs",
            bundle(root, key.replace("}", ",\"d\":\"c2VjcmV0\"}")),
            "keys[1] is a private"),
        arguments(
            "the authority's private key",
            bundle(root.replace("}", ",\"d\":\"c2VjcmV0\"}")),
            "keys[0] is a private"),
        arguments(
            "a private key under an unknown use",
            bundle(root, key.replace("jwt-svid", "wit-svid").replace("}", ",\"d\":\"\"}")),
            "keys[1] is a private"),
        arguments(
            "a private key of an unknown type",
            bundle("{\"kty\":\"AKP\",\"use\":\"jwt-svid\",\"priv\":\"c2VjcmV0\"}"),
            "is a private"),
        arguments(
            "a symmetric key",
            bundle("{\"kty\":\"oct\",\"use\":\"jwt-svid\",\"kid\":\"a\",\"k\":\"c2VjcmV0\"}"),
            "symmetric"),
        arguments("a JWT key without kid", bundle(jwtKey(TestKey.es256())), "no \"kid\""),
        arguments(
            "a JWT key with an empty kid", bundle(jwtKey(TestKey.es256().named(""))), "no \"kid\""),
        arguments("one kid twice", bundle(key, key), "stands there twice"),
        arguments(
            "a JWT key off its curve",
            bundle(
                "{\"use\":\"jwt-svid\",\"kid\":\"a\",\"kty\":\"EC\",\"crv\":\"P-256\","
                    + "\"x\":\"%1$s\",\"y\":\"%1$s\"}".formatted("A".repeat(42) + "E")),
            "malformed or too weak"),
        arguments(
            "a weak JWT key",
            bundle(jwtKey(TestKey.rsa("RS256", 1024).named("a"))),
            "malformed or too weak"),
        arguments(
            "a JWT key without a curve",
            bundle("{\"use\":\"jwt-svid\",\"kid\":\"a\",\"kty\":\"EC\"}"),
            "malformed"),
        arguments(
            "a JWT key with an algorithm of another kind",
            bundle(key.replace("\"kid\"", "\"alg\":\"RS256\",\"kid\"")),
            "malformed"),
        arguments("sequence a string", sequenced("\"1\"", root), "no whole number"),
        arguments("sequence null", sequenced("null", root), "no whole number"),
        arguments("sequence negative", sequenced("-1", root), "no whole number"),
        arguments("sequence a fraction", sequenced("1.5", root), "no whole number"),
        arguments("sequence of 65 bits", sequenced("18446744073709551616", root), "over 64 bits"),
        arguments("sequence of a huge exponent", sequenced("1e300", root), "no whole number"),
        arguments(
            "refresh hint negative", "{\"spiffe_refresh_hint\":-1,\"keys\":[]}", "no whole number"),
        arguments(
            "refresh hint a string",
            "{\"spiffe_refresh_hint\":\"60\",\"keys\":[]}",
            "no whole number"));
  }

  @Test
  void bundleHoldsAuthoritiesAndKeysApart() throws Exception {
    SpiffeBundle bundle = read(bundle(authority(ROOT), jwtKey(KEY), authority(NEXT)));
    assertEquals(List.of(ROOT.certificate(), NEXT.certificate()), bundle.authorities());
    assertEquals(Set.of("a"), bundle.jwtKeys().keySet());
    assertEquals(KEY.thumbprint(), Objects.requireNonNull(bundle.jwtKeys().get("a")).thumbprint());
    assertNull(bundle.sequence());
    assertEquals(SpiffeBundle.DEFAULT_HINT, bundle.refreshHint());
  }

  @Test
  void unknownUsesAndTypesAreIgnored() throws Exception {
    String root = authority(ROOT);
    SpiffeBundle bundle =
        read(
            bundle(
                root,
                root.replace("x509-svid", "X509-SVID"),
                root.replace("x509-svid", "sig"),
                root.replace("\"use\":\"x509-svid\",", ""),
                jwtKey(KEY).replace("jwt-svid", "wit-svid"),
                "{\"kty\":\"AKP\",\"use\":\"jwt-svid\",\"kid\":\"b\"}",
                "{}"));
    assertEquals(List.of(ROOT.certificate()), bundle.authorities());
    assertTrue(bundle.jwtKeys().isEmpty());
  }

  @Test
  void authorityForCertificatesIsNoKeyForTokens() throws Exception {
    String named = authority(ROOT).replace("\"use\"", "\"kid\":\"a\",\"use\"");
    assertTrue(read(bundle(named)).jwtKeys().isEmpty());
    assertEquals(Set.of("a"), read(bundle(named, jwtKey(KEY))).jwtKeys().keySet());
  }

  @Test
  void jwtKeysWhoseSignaturesNobodyVerifiesHereAreLeftOut() throws Exception {
    TestKey rsa = TestKey.rsa("RS256", 2048).named("r");
    SpiffeBundle bundle =
        read(
            bundle(
                jwtKey(TestKey.eddsa().named("ed")),
                "{\"use\":\"jwt-svid\",\"kid\":\"p521\",\"kty\":\"EC\",\"crv\":\"P-521\"}",
                jwtKey(rsa).replace("\"kid\"", "\"alg\":\"RS512\",\"kid\""),
                jwtKey(TestKey.es384().named("es384"))));
    assertEquals(Set.of("es384"), bundle.jwtKeys().keySet());
  }

  @Test
  void everyStrongKindOfAuthorityIsRead() throws Exception {
    for (var keys : List.of(TestCa.ec("secp384r1"), TestCa.ec("secp521r1"), TestCa.rsa(2048))) {
      Issued root = ca("CN=a").keys(keys).selfSigned();
      assertEquals(List.of(root.certificate()), read(bundle(authority(root))).authorities());
    }
  }

  @Test
  void domainThatWithdrewItsKeysVouchesForNobody() throws Exception {
    SpiffeBundle bundle = read("{\"keys\":[],\"spiffe_sequence\":7}");
    assertTrue(bundle.authorities().isEmpty() && bundle.jwtKeys().isEmpty());
  }

  @Test
  void sequenceHas64BitsWithoutSign() throws Exception {
    assertEquals(
        BigInteger.TWO.pow(64).subtract(BigInteger.ONE),
        read(sequenced("18446744073709551615")).sequence());
    assertEquals(BigInteger.ZERO, read(sequenced("0")).sequence());
  }

  @Test
  void olderBundleMayNotReplaceANewerOne() throws Exception {
    SpiffeBundle seven = read(sequenced("7"));
    SpiffeBundle most = read(sequenced("18446744073709551615"));
    assertTrue(seven.mayReplace(null));
    assertTrue(seven.mayReplace(seven));
    assertTrue(most.mayReplace(seven));
    assertTrue(seven.mayReplace(read(bundle())));
    assertFalse(read(sequenced("6")).mayReplace(seven));
    assertFalse(seven.mayReplace(most));
    assertFalse(read(bundle()).mayReplace(seven), "a sequence that is gone hides a rollback");
  }

  @ParameterizedTest
  @CsvSource({"0,10", "9,10", "10,10", "60,60", "3600,3600", "3601,3600", "1e18,3600"})
  void refreshHintIsBounded(String hint, long seconds) throws Exception {
    assertEquals(
        Duration.ofSeconds(seconds),
        read("{\"keys\":[],\"spiffe_refresh_hint\":" + hint + "}").refreshHint());
  }
}
