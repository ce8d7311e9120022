package io.countersign.credentials.x509;

import static io.countersign.credentials.x509.TestCa.ca;
import static io.countersign.credentials.x509.TestCa.der;
import static io.countersign.credentials.x509.TestCa.leaf;
import static io.countersign.credentials.x509.TestCa.pem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.x509.TestCa.Issued;
import io.countersign.decision.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bundle files that operators write, and the one line that each mistake gets. */
final class TrustDomainsTest {
  private static final Issued ROOT = ca("CN=root").selfSigned();

  @TempDir private Path folder;

  private String refusal(String name, Path file) {
    String message =
        assertThrows(CredentialConfigException.class, () -> TrustDomains.fromPemFile(name, file))
            .getMessage();
    return message == null ? "" : message;
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("ca.pem"), text);
  }

  @ParameterizedTest
  @MethodSource
  void unusableBundleIsRefusedInOneLine(String what, String text) throws IOException {
    Path file = write(text);
    assertEquals(
        "trust domain \"prod.example\", bundle " + file + ": " + what,
        refusal("prod.example", file));
  }

  static Stream<Arguments> unusableBundleIsRefusedInOneLine() {
    String hint = "; give the domain's CA certificates as PEM";
    String hintCa = "; give the CA certificates of this domain";
    String root = pem(ROOT);
    return Stream.of(
        arguments("the file is empty; put the domain's CA certificates (PEM) into it", " \n"),
        arguments("there is no -----BEGIN CERTIFICATE-----" + hint, "{\"keys\": []}"),
        arguments("block 2 is not base64" + hint, root + root.replaceFirst("M", "*")),
        arguments(
            "block 1 is not an X.509 certificate" + hint, pem("CERTIFICATE", new byte[] {0x30, 0})),
        arguments("block 1 is not a CERTIFICATE" + hint, pem("PUBLIC KEY", new byte[9])),
        arguments("block 1 has no end" + hint, root.substring(0, root.length() / 2)),
        arguments("there are more than 100 certificates" + hint, root.repeat(101)),
        arguments(
            "the file holds a private key; give the CA certificates alone, and move it",
            root + pem("EC PRIVATE KEY", new byte[9])),
        arguments(
            "certificate 2 is not a CA (basicConstraints without cA)" + hintCa,
            root + pem(leaf("spiffe://prod.example/a").by(ROOT))),
        arguments(
            "certificate 1 may not sign certificates (keyUsage without keyCertSign)" + hintCa,
            pem(ca("CN=a").usage(KeyUsage.cRLSign).selfSigned())),
        arguments(
            "certificate 1 may not issue for clients (extendedKeyUsage without clientAuth)"
                + hintCa,
            pem(ca("CN=a").purposes(KeyPurposeId.id_kp_serverAuth).selfSigned())),
        arguments(
            "certificate 1 has a key that is too weak"
                + " (RSA from 2048 bits, P-256, P-384, P-521 or Ed25519)"
                + hintCa,
            pem(ca("CN=a").keys(TestCa.rsa(1024)).selfSigned())),
        arguments(
            "certificate 1 has the SPIFFE ID of another trust domain" + hintCa,
            pem(ca("CN=a").uris("spiffe://other.example").selfSigned())),
        arguments(
            "the file is over 1 MiB; give the domain's CA certificates alone",
            root + " ".repeat(1024 * 1024)));
  }

  @Test
  void missingFileIsNamed() {
    Path file = folder.resolve("none.pem");
    assertEquals(
        "trust domain \"prod.example\", bundle "
            + file
            + ": there is no such file; put the domain's CA certificates there",
        refusal("prod.example", file));
  }

  @Test
  void folderIsNoFile() {
    assertEquals(
        "trust domain \"prod.example\", bundle "
            + folder
            + ": this is a folder; name the PEM file in it",
        refusal("prod.example", folder));
  }

  @Test
  void derFileIsNotPem() throws IOException {
    Path file = Files.write(folder.resolve("ca.der"), der(ROOT.certificate()));
    assertEquals(
        "trust domain \"prod.example\", bundle "
            + file
            + ": there is no -----BEGIN CERTIFICATE-----;"
            + " give the domain's CA certificates as PEM",
        refusal("prod.example", file));
  }

  @Test
  void nameIsThatOfATrustDomain() throws IOException {
    Path file = write(pem(ROOT));
    for (String name :
        List.of("", "spiffe://prod.example", "Prod.example", "prod.example:1", "a/b")) {
      assertEquals(
          "trust domain \""
              + name
              + "\": not the name of a SPIFFE trust domain;"
              + " write lower-case letters, digits, '.', '-' and '_', without spiffe://",
          refusal(name, file));
    }
  }

  @Test
  void textAroundTheCertificatesIsLeftOut() throws Exception {
    Issued next = ca("CN=next").selfSigned();
    Path file = folder.resolve("ca.pem");
    String text = "# Wurzel für prod\n" + pem(ROOT) + "\nsubject=CN=next\n" + pem(next);
    Files.writeString(file, text, StandardCharsets.UTF_8);
    assertEquals(
        List.of(ROOT.certificate(), next.certificate()),
        TrustDomains.fromPemFile("prod.example", file).authorities());
  }

  @Test
  void expiredRootAndRootWithoutKeyUsageMayStandInABundle() throws Exception {
    Issued expired = ca("CN=old").valid(TestCa.START.minusSeconds(9), TestCa.START).selfSigned();
    Issued plain = ca("CN=openssl").without(Extension.keyUsage).selfSigned();
    TrustDomain domain = TrustDomains.fromPemFile("prod.example", write(pem(expired, plain)));
    assertEquals(2, domain.authorities().size());
  }

  @Test
  void domainWithoutAuthoritiesOrWithALeafCannotBeMade() {
    assertThrows(IllegalArgumentException.class, () -> new TrustDomain("prod.example", List.of()));
    Issued leaf = leaf("spiffe://prod.example/a").by(ROOT);
    assertThrows(
        IllegalArgumentException.class,
        () -> new TrustDomain("prod.example", List.of(leaf.certificate())));
  }

  @Test
  void oneNameIsOneDomain() {
    TrustDomain domain = new TrustDomain("prod.example", List.of(ROOT.certificate()));
    assertThrows(
        IllegalArgumentException.class, () -> new CertificateVerifier(List.of(domain, domain)));
  }

  @Test
  void verifierWithoutDomainsTrustsNobody() {
    String chain = pem(leaf("spiffe://prod.example/a").by(ROOT), ROOT);
    assertEquals(
        Reason.CERTIFICATE_UNTRUSTED,
        new CertificateVerifier(List.of()).verify(chain, TestCa.NOON_30)
                instanceof RejectedCertificate rejected
            ? rejected.reason()
            : null);
  }
}
