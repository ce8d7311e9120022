package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.TestChain.END;
import static io.countersign.policy.rego.builtin.TestChain.START;
import static io.countersign.policy.rego.builtin.TextCalls.call;
import static io.countersign.policy.rego.builtin.TextCalls.fails;
import static io.countersign.policy.rego.builtin.TextCalls.gives;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates as opa 1.22.2 verifies them; the verdicts are its own on the same chains. */
class X509BuiltinsTest {
  private static final String VERIFY = "crypto.x509.parse_and_verify_certificates_with_options";
  private static final RegoValue UNVERIFIED = RegoArray.of(RegoBoolean.FALSE, RegoArray.EMPTY);
  private static final Instant NOW = START.plus(Duration.ofMinutes(30));
  private static final Map<String, String> CHAINS = chains();

  /** How many certificates the verified chain has; "0" when there is none. */
  private static String length(String chain, Object options) {
    try {
      RegoArray verdict = (RegoArray) Objects.requireNonNull(call(VERIFY, chain(chain), options));
      RegoArray verified = (RegoArray) verdict.get(1);
      assertEquals(RegoBoolean.of(!verified.isEmpty()), verdict.get(0));
      return Integer.toString(verified.size());
    } catch (BuiltinException e) {
      throw new AssertionError(chain, e);
    }
  }

  private static String chain(String name) {
    return Objects.requireNonNull(CHAINS.get(name), name);
  }

  private static Map<String, Object> purpose(String name) {
    return Map.of("CurrentTime", nanos(NOW), "KeyUsages", List.of(name));
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L;
  }

  private static RegoValue json(String text) {
    try {
      return JsonReader.read(text);
    } catch (BuiltinException e) {
      throw new AssertionError(text, e);
    }
  }

  /** The time is the evaluation's when the options have none. */
  @Test
  void theCertificatesAreOfNoUseAtTheEpoch() {
    assertEquals("0", length("good", Map.of()));
    gives(UNVERIFIED, "crypto.x509.parse_and_verify_certificates", chain("good"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no certificates", "not base64", "cut short", "a key among them"})
  void whatIsNoCertificateIsAnError(String name) {
    String text = CHAINS.getOrDefault(name, name);
    assertThrows(BuiltinException.class, () -> call("crypto.x509.parse_certificates", text));
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"CurrentTime\":9223372036854775808}', '''CurrentTime'' should be a valid int64 number'",
    "'{\"CurrentTime\":1.5}', '''CurrentTime'' should be a valid int64 number'",
    "'{\"CurrentTime\":\"x\"}', '''CurrentTime'' should be a number'",
    "'{\"CurrentTime\":null}', '''CurrentTime'' should be a number'",
    "'{\"CurrentTime\":1e+18}', '''CurrentTime'' should be a valid int64 number'",
    "'{\"CurrentTime\":1772368200000000000,\"KeyUsages\":[\"x\"]}', 'invalid entries for ''KeyUsages'' found: [x]'",
    "'{\"CurrentTime\":1772368200000000000,\"KeyUsages\":[\"KeyUsageServerAuth\",\"x\",\"y\"]}', 'invalid entries for ''KeyUsages'' found: [x y]'",
    "'{\"CurrentTime\":1772368200000000000,\"KeyUsages\":\"KeyUsageAny\"}', '''KeyUsages'' should be an Array or Set'",
    "'{\"CurrentTime\":1772368200000000000,\"KeyUsages\":null}', '''KeyUsages'' should be an Array or Set'",
    "'{\"CurrentTime\":1772368200000000000,\"KeyUsages\":[\"keyusageany\"]}', 'invalid entries for ''KeyUsages'' found: [keyusageany]'",
    "'{\"CurrentTime\":1772368200000000000,\"KeyUsages\":{}}', '''KeyUsages'' should be an Array or Set'",
    "'{\"CurrentTime\":1772368200000000000,\"DNSName\":1}', '''DNSName'' should be a string'",
    "'{\"CurrentTime\":1772368200000000000,\"DNSName\":null}', '''DNSName'' should be a string'",
    "'{\"CurrentTime\":1772368200000000000,\"MaxConstraintComparisons\":\"x\"}', '''MaxConstraintComparisons'' should be a number'",
    "'{\"CurrentTime\":1772368200000000000,\"MaxConstraintComparisons\":1.5}', '''MaxConstraintComparisons'' should be a valid number'",
    "'{\"CurrentTime\":1772368200000000000,\"other\":1}', invalid key option",
    "'{\"CurrentTime\":1772368200000000000,\"dnsname\":\"x\"}', invalid key option",
    "1, operand 2 must be object but got number",
    "null, operand 2 must be object but got null",
    "[], operand 2 must be object but got array",
    "'\"x\"', operand 2 must be object but got string",
  })
  void wrongOptionsAreErrors(String options, String problem) {
    fails(problem, VERIFY, chain("good"), json(options));
  }

  @ParameterizedTest
  @CsvSource({
    "alone, 0, 0, 0",
    "the other way round, 0, 0, 0",
    "without issuer, 0, 0, 0",
    "root of the same name, 0, 0, 0",
    "expired, 0, 0, 0",
    "not yet valid, 0, 0, 0",
    "expired issuer, 0, 0, 0",
    "issued by one expired, 0, 0, 0",
    "expired root, 0, 0, 0",
    "issued by no authority, 0, 0, 0",
    "issued by one that is denied, 0, 0, 0",
    "'issuer''s key for other uses', 0, 0, 0",
    "path too long, 0, 0, 0",
    "name that is not permitted, 0, 0, 0",
    "unknown critical extension, 0, 0, 0",
    "a key among them, 0, 0, 0",
    "empty, 0, 0, 0",
    "no certificates, 0, 0, 0",
    "not base64, 0, 0, 0",
    "root twice, 0, 0, 0",
    "issuer for other purposes, 0, 0, 3",
    "client, 0, 3, 3",
    "path within its length, 2, 0, 2",
    "cut, 2, 2, 2",
    "good, 3, 0, 3",
    "issuer twice, 3, 0, 3",
    "text between, 3, 0, 3",
    "name that is permitted, 3, 0, 3",
    "unknown extension, 3, 0, 3",
    "common name only, 3, 0, 3",
    "in base64, 3, 0, 3",
    "no purposes, 3, 3, 3",
  })
  void chains(String name, String server, String client, String any) {
    assertEquals(server, length(name, Map.of("CurrentTime", nanos(NOW))), "for servers");
    assertEquals(client, length(name, purpose("KeyUsageClientAuth")), "for clients");
    assertEquals(any, length(name, purpose("KeyUsageAny")), "for anything");
  }

  @ParameterizedTest
  @CsvSource({
    "b.example, 0",
    "x.y.b.example, 0",
    ".b.example, 0",
    "c.example, 0",
    "server.example, 0",
    "192.0.2.2, 0",
    "[192.0.2.1, 0",
    "192.0.2.01, 0",
    "ü.example, 0",
    "'a.example\000', 0",
    "a..example, 0",
    "' a.example', 0",
    "*, 0",
    "a.example.., 0",
    "-x.b.example, 0",
    "'', 3",
    "a.example, 3",
    "A.EXAMPLE, 3",
    "a.example., 3",
    "x.b.example, 3",
    "*.b.example, 3",
    "192.0.2.1, 3",
    "[192.0.2.1], 3",
    "::ffff:192.0.2.1, 3",
    "'\"a.example\"', 3",
    "a_b.b.example, 3",
  })
  void names(String name, String length) {
    assertEquals(length, length("good", Map.of("CurrentTime", nanos(NOW), "DNSName", name)));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 3",
    "-1, 0",
    "3600000000000, 3",
    "3600000000001, 0",
    "3600999999999, 0",
    "-1772366400000000000, 0",
    "-1772366400000000001, 0",
  })
  void times(String sinceStart, String length) {
    long time = nanos(START) + Long.parseLong(sinceStart);
    assertEquals(length, length("good", Map.of("CurrentTime", time)));
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"CurrentTime\":1772368200000000000,\"KeyUsages\":[]}', 3",
    "'{\"CurrentTime\":1772368200000000000,\"KeyUsages\":[1]}', 3",
    "'{\"CurrentTime\":1772368200000000000,\"KeyUsages\":[\"KeyUsageServerAuth\",\"KeyUsageClientAuth\"]}', 3",
    "'{\"CurrentTime\":1772368200000000000,\"KeyUsages\":[\"KeyUsageCodeSigning\"]}', 0",
    "'{\"CurrentTime\":1772368200000000000,\"MaxConstraintComparisons\":0}', 3",
    "'{\"CurrentTime\":1772368200000000000,\"MaxConstraintComparisons\":-1}', 3",
  })
  void otherOptions(String options, String length) {
    assertEquals(length, length("good", json(options)));
  }

  /** What is given to verify, by its name: root first, the certificate in question last. */
  static Map<String, String> chains() {
    Map<String, String> chains = new LinkedHashMap<>();
    TestChain root = TestChain.authority("CN=root", -1);
    TestChain issuer = TestChain.authority("CN=issuer", -1);
    TestChain other = TestChain.authority("CN=root", -1);
    String between = root.pem() + issuer.pemBy(root);
    String names = TestChain.server("a.example", "*.b.example", "192.0.2.1").pemBy(issuer);
    chains.put("good", between + names);
    chains.put("alone", root.pem());
    chains.put("the other way round", names + issuer.pemBy(root) + root.pem());
    chains.put("without issuer", root.pem() + names);
    chains.put("root of the same name", other.pem() + issuer.pemBy(root) + names);
    chains.put("issuer twice", between + issuer.pemBy(root) + names);
    chains.put("text between", between + "text\n" + names);
    chains.put("client", between + client().pemBy(issuer));
    chains.put("no purposes", between + TestChain.bare("CN=bare").pemBy(issuer));
    chains.put(
        "expired",
        between + TestChain.server("a.example").valid(START, NOW.minusSeconds(1)).pemBy(issuer));
    chains.put(
        "not yet valid",
        between + TestChain.server("a.example").valid(NOW.plusSeconds(1), END).pemBy(issuer));
    chains.put(
        "expired issuer",
        root.pem()
            + TestChain.authority("CN=i", -1).valid(START, NOW.minusSeconds(1)).pemBy(root)
            + names);
    TestChain late = TestChain.authority("CN=late", -1).valid(START, NOW.minusSeconds(1));
    chains.put(
        "issued by one expired",
        root.pem() + late.pemBy(root) + TestChain.server("a.example").pemBy(late));
    chains.put("expired root", late.pem() + TestChain.server("a.example").pemBy(late));
    TestChain entity = TestChain.server("ca.example");
    chains.put(
        "issued by no authority",
        root.pem() + entity.pemBy(root) + TestChain.server("a.example").pemBy(entity));
    TestChain denied =
        TestChain.bare("CN=denied").with(Extension.basicConstraints, new BasicConstraints(false));
    chains.put(
        "issued by one that is denied",
        root.pem() + denied.pemBy(root) + TestChain.server("a.example").pemBy(denied));
    TestChain signer =
        TestChain.bare("CN=signer")
            .with(Extension.basicConstraints, new BasicConstraints(true))
            .with(Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature));
    chains.put(
        "issuer's key for other uses",
        root.pem() + signer.pemBy(root) + TestChain.server("a.example").pemBy(signer));
    TestChain last = TestChain.authority("CN=last", 0);
    chains.put("path within its length", last.pem() + TestChain.server("a.example").pemBy(last));
    chains.put("path too long", last.pem() + issuer.pemBy(last) + names);
    TestChain clients =
        TestChain.authority("CN=clients", -1)
            .with(Extension.extendedKeyUsage, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
    chains.put(
        "issuer for other purposes",
        root.pem() + clients.pemBy(root) + TestChain.server("a.example").pemBy(clients));
    TestChain limited =
        TestChain.authority("CN=limited", -1)
            .with(
                Extension.nameConstraints,
                new NameConstraints(
                    new GeneralSubtree[] {
                      new GeneralSubtree(new GeneralName(GeneralName.dNSName, "a.example"))
                    },
                    null));
    chains.put(
        "name that is permitted",
        root.pem() + limited.pemBy(root) + TestChain.server("x.a.example").pemBy(limited));
    chains.put(
        "name that is not permitted",
        root.pem() + limited.pemBy(root) + TestChain.server("b.example").pemBy(limited));
    chains.put(
        "unknown critical extension",
        between
            + TestChain.server("a.example")
                .with(new ASN1ObjectIdentifier("1.2.3.4"), DERNull.INSTANCE)
                .pemBy(issuer));
    chains.put(
        "unknown extension",
        between
            + TestChain.server("a.example")
                .with(new ASN1ObjectIdentifier("1.2.3.4"), false, DERNull.INSTANCE)
                .pemBy(issuer));
    chains.put("common name only", between + TestChain.server().pemBy(issuer));
    chains.put(
        "in base64",
        Base64.getEncoder().encodeToString((between + names).getBytes(StandardCharsets.US_ASCII)));
    chains.put(
        "a key among them",
        between + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" + names);
    chains.put("cut", (between + names).substring(0, 1_200));
    chains.put("empty", "");
    chains.put("no certificates", "x");
    chains.put("not base64", "\u00fc");
    chains.put("root twice", root.pem() + root.pem());
    return chains;
  }

  private static TestChain client() {
    return TestChain.endEntity(KeyPurposeId.id_kp_clientAuth, "a.example");
  }
}
