package io.countersign.credentials.signature;

import static io.countersign.credentials.fixture.TestKey.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.PublicJwk;
import io.countersign.credentials.jose.SignatureProvider;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The signatures of RFC 9421 appendix B and of draft-meunier-web-bot-auth-architecture appendix B,
 * over the base that is made here from their requests. Their age and coverage are not looked at.
 */
final class PublishedSignaturesTest {
  private static final PublicJwk ED25519 =
      key(
          """
          {"kty":"OKP","crv":"Ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"}
          """);
  private static final PublicJwk P256 =
      key(
          """
          {"kty":"EC","crv":"P-256","x":"qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA",
           "y":"Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0"}
          """);
  private static final PublicJwk RSA =
      key(
          """
          {"kty":"RSA","e":"AQAB","n":"r4tmm3r20Wd_PbqvP1s2-QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPf\
          vMs8ct-Lh1GH45x28Rw3Ry53mm-oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7Oyr\
          FAHqgDsznjPFmTOtCEcN2Z1FpWgchwuYLPL-Wokqltd11nqqzi-bJ9cvSKADYdUAAN5WUtzdpiy6LbTgSxP7oci\
          U4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4aOT9v6d-nb4bnNkQVklLQ3fVAvJm-xdDOp9LCNCN48\
          V2pnDOkFV6-U9nV5oyc6XI2w"}
          """);

  private static final String DIGEST =
      "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHW"
          + "XvJwew==:";

  private static PublicJwk key(String jwk) {
    return PublicJwk.of(json(jwk)).orElseThrow();
  }

  /** RFC 9421 §B.2. */
  private static AccessRequest.Builder testRequest() {
    return AccessRequest.builder()
        .method("POST")
        .authority("example.com")
        .target("/foo?param=Value&Pet=dog")
        .headers(
            Headers.of(
                new Header("Host", "example.com"),
                new Header("Date", "Tue, 20 Apr 2021 02:07:55 GMT"),
                new Header("Content-Type", "application/json"),
                new Header("Content-Digest", DIGEST),
                new Header("Content-Length", "18")));
  }

  private static String base(AccessRequest request, String origin, LabelledSignature signature) {
    List<Component> components =
        SignatureBase.components(signature.input()).orElseThrow(AssertionError::new);
    String base =
        SignatureBase.text(components, signature.input(), new ComponentValues(request, origin));
    if (base == null) {
      throw new AssertionError("no base");
    }
    return base;
  }

  private static LabelledSignature parse(String input, String signature) {
    return LabelledSignature.all(
            Headers.of(new Header("Signature-Input", input), new Header("Signature", signature)))
        .orElseThrow()
        .getFirst();
  }

  private static void holds(
      AccessRequest request, String origin, PublicJwk key, String input, String signature) {
    LabelledSignature parsed = parse(input, signature);
    byte[] base = base(request, origin, parsed).getBytes(StandardCharsets.US_ASCII);
    assertTrue(verifies(key, base, parsed.toBytes()));
    base[0]++;
    assertFalse(verifies(key, base, parsed.toBytes()));
  }

  private static boolean verifies(PublicJwk key, byte[] base, byte[] signature) {
    return switch (key.kind()) {
      case ED25519 -> SignatureProvider.best().verify(JwsAlgorithm.EDDSA, key, base, signature);
      case P256 -> SignatureProvider.best().verify(JwsAlgorithm.ES256, key, base, signature);
      case P384 -> throw new AssertionError(key);
      case RSA -> verifiesByJdk(key, base, signature);
    };
  }

  /** RFC 9421 §3.3.1, which the verifier does not accept: here it proves the base alone. */
  private static boolean verifiesByJdk(PublicJwk key, byte[] base, byte[] signature) {
    try {
      byte[] spki = Base64.getUrlDecoder().decode(key.spki());
      Signature verifier = Signature.getInstance("RSASSA-PSS");
      verifier.setParameter(
          new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));
      verifier.initVerify(
          KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki)));
      verifier.update(base);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static void holdsOnTestRequest(PublicJwk key, String input, String signature) {
    holds(testRequest().build(), "https://example.com", key, input, signature);
  }

  @Test
  void sectionB21MinimalSignature() {
    holdsOnTestRequest(
        RSA,
        "sig-b21=();created=1618884473;keyid=\"test-key-rsa-pss\";nonce=\"b3k2pp5k7z-50gnwp.yemd\"",
        "sig-b21=:d2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it"
            + "++wgGxbtRxf8Udx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2c"
            + "OGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6U"
            + "nCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5"
            + "Nyt8C8ssinQ98Xw9Q==:");
  }

  @Test
  void sectionB22SelectiveCoveredComponents() {
    holdsOnTestRequest(
        RSA,
        "sig-b22=(\"@authority\" \"content-digest\" \"@query-param\";name=\"Pet\")"
            + ";created=1618884473;keyid=\"test-key-rsa-pss\";tag=\"header-example\"",
        "sig-b22=:LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CD"
            + "fKtjvuJyE5qH7KT8UCMkSowOB4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJ"
            + "QzRw1rLEuEfY17SARYhpTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcsIk4N6wiKYd4"
            + "je2U/lankenQ99PZfB4jY3I5rSV2DSBVkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQl"
            + "3/XaVe4bXTugEjHSw==:");
  }

  @Test
  void sectionB23FullCoverage() {
    holdsOnTestRequest(
        RSA,
        "sig-b23=(\"date\" \"@method\" \"@path\" \"@query\" \"@authority\" \"content-type\""
            + " \"content-digest\" \"content-length\");created=1618884473"
            + ";keyid=\"test-key-rsa-pss\"",
        "sig-b23=:bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFke"
            + "Gt683+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yP"
            + "ViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9b"
            + "pG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo"
            + "5fTIztsDZKEgM4cUA==:");
  }

  /** B.2.4 signs a response, which no request can stand for. */
  @Test
  void sectionB24OfAResponseHasNoComponents() {
    LabelledSignature response =
        parse(
            "sig-b24=(\"@status\" \"content-type\" \"content-digest\" \"content-length\")"
                + ";created=1618884473;keyid=\"test-key-ecc-p256\"",
            "sig-b24=:wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkL"
                + "Ij+32oiasw==:");
    assertTrue(SignatureBase.components(response.input()).isEmpty());
  }

  /** The base is B.2.5's; its MAC is accepted under no key, whatever alg says. */
  @Test
  void sectionB25SharedSecretIsNoKey() {
    LabelledSignature mac =
        parse(
            "sig-b25=(\"date\" \"@authority\" \"content-type\");created=1618884473"
                + ";keyid=\"test-shared-secret\"",
            "sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:");
    assertEquals(
        """
        "date": Tue, 20 Apr 2021 02:07:55 GMT
        "@authority": example.com
        "content-type": application/json
        "@signature-params": ("date" "@authority" "content-type");created=1618884473\
        ;keyid="test-shared-secret\"\
        """,
        base(testRequest().build(), "https://example.com", mac));
    for (PublicJwk key : List.of(ED25519, P256, RSA)) {
      assertTrue(MessageAlgorithm.of(key, "hmac-sha256").isEmpty());
    }
  }

  @Test
  void sectionB26Ed25519() {
    holdsOnTestRequest(
        ED25519,
        "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\""
            + " \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"",
        "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5W"
            + "PpBKRCw==:");
  }

  /** The one request of the appendix that is signed with ECDSA. */
  @Test
  void sectionB3ProxyThatEndsTls() {
    String certificate =
        ":MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNV"
            + "BAMMEkxBIEludGVybWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBg"
            + "NVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/IncWalRhebrXmckC8vd"
            + "gJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSMEGD"
            + "AWgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIw"
            + "HQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEUCIBHda/r1vaL6G3VliL"
            + "4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=:";
    AccessRequest request =
        testRequest()
            .authority("service.internal.example")
            .headers(Headers.of(new Header("Client-Cert", certificate)))
            .build();
    holds(
        request,
        "https://service.internal.example",
        P256,
        "ttrp=(\"@path\" \"@query\" \"@method\" \"@authority\" \"client-cert\")"
            + ";created=1618884473;keyid=\"test-key-ecc-p256\"",
        "ttrp=:xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/9nvZzoHsIg6Mce9315T6xoklyy0yzhD9ah4JHRwMLOgm"
            + "izw==:");
  }

  @Test
  void webBotAuthOverTheAuthority() {
    AccessRequest request =
        AccessRequest.builder().method("GET").target("/path/to/resource").build();
    holds(
        request,
        "https://example.com",
        ED25519,
        "sig1=(\"@authority\");created=1735689600"
            + ";keyid=\"poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U\";alg=\"ed25519\""
            + ";expires=4889289600;nonce=\"zIW8+cdmA3vdYagbxojpONwa/l0EKJ/O3/wD486VvsQjO/RxPaSt6ZxvQa"
            + "McQzNnqKN/mQ6hpGiFro2L2qkz5A==\";tag=\"web-bot-auth\"",
        "sig1=:QKN4fTdIYfh82fvoZCQiQA1weuozfCS/Led2zTMbewMMqH8PI2Wsy/5c4ao6B6D09nraNQdBNOADg8aM1Mq"
            + "fCg==:");
  }

  @Test
  void webBotAuthOverTheAgentsDirectory() {
    AccessRequest request =
        AccessRequest.builder()
            .method("GET")
            .target("/path/to/resource")
            .headers(
                Headers.of(
                    new Header("Signature-Agent", "agent2=\"https://signature-agent.test\"")))
            .build();
    String nonce =
        "n9p433xm+NJ3ph3upfBIGmsuwHw387YV7Q/F+6BSpGCVjYCqQw6rznNA8PVVLySrAWsv0hQtFioQb6E1YsauiA==";
    holds(
        request,
        "https://example.com",
        ED25519,
        "sig2=(\"@authority\" \"signature-agent\";key=\"agent2\");created=1735689600"
            + ";keyid=\"poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U\";alg=\"ed25519\""
            + ";expires=4889289600;nonce=\""
            + nonce
            + "\";tag=\"web-bot-auth\"",
        "sig2=:RdNFx5Bj6au3YgAMQL/RzmUlZE8QZLIaXGRpw985hWnwPfMxT228NMk6ehRS1PSl4e8PhbNZACSanGdhEwY"
            + "CCg==:");
  }

  /** Keys are known by their thumbprints, and these are the draft's. */
  @Test
  void webBotAuthThumbprints() {
    assertEquals("poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U", ED25519.thumbprint().base64Url());
    assertEquals("oD0HwocPBSfpNy5W3bpJeyFGY_IQ_YpqxSjQ3Yd-CLA", RSA.thumbprint().base64Url());
  }
}
