package io.countersign.envoy;

import static io.countersign.decision.Reason.CERTIFICATE_MALFORMED;
import static io.countersign.decision.Reason.CERTIFICATE_MULTIPLE;
import static io.countersign.envoy.CertificateSource.CLIENT_CERT;
import static io.countersign.envoy.CertificateSource.SSL_CLIENT_CERT;
import static io.countersign.envoy.CertificateSource.X_FORWARDED_CLIENT_CERT;
import static io.countersign.envoy.CertificateSource.X_FORWARDED_TLS_CLIENT_CERT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ClientCertificateHeadersTest {
  private static final String CHAIN = "client-cert-chain";
  private static final String MINE;
  private static final String OTHER;
  private static final String KEY;

  static {
    try {
      Path directory = Files.createTempDirectory("certificates");
      TestAuthority authority = new TestAuthority(directory);
      MINE = issue(authority, "mine");
      OTHER = issue(authority, "other");
      KEY = Files.readString(Path.of(authority.file("mine-key.pem")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String issue(TestAuthority authority, String name) throws IOException {
    return authority.issue(
        name, GeneralName.uniformResourceIdentifier, "spiffe://prod.example/" + name);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void headerThatCannotBeReadInOneWayIsADefect(String mistake, Reason reason, List<?> given) {
    AccessRequest.Builder access = AccessRequest.builder();
    List<Header> fields = given.stream().skip(1).map(Header.class::cast).toList();
    CertificateSource source = (CertificateSource) given.getFirst();
    assertEquals("", ClientCertificateHeaders.chain(source, new Headers(fields), access), mistake);
    assertEquals(reason, access.build().defect(), mistake);
  }

  static Stream<Arguments> hostile() {
    return Stream.of(rfc9440(), nginx(), traefik(), envoy()).flatMap(rows -> rows);
  }

  private static Stream<Arguments> rfc9440() {
    String mine = bytes(MINE);
    String other = bytes(OTHER);
    String base64 = base64(MINE);
    return Stream.of(
        malformed("Client-Cert empty", CLIENT_CERT, ""),
        malformed("Client-Cert without colons", CLIENT_CERT, base64),
        malformed("Client-Cert with an open colon", CLIENT_CERT, ":" + base64),
        malformed("Client-Cert that is one colon", CLIENT_CERT, ":"),
        malformed("Client-Cert of no bytes", CLIENT_CERT, "::"),
        malformed("Client-Cert as a string", CLIENT_CERT, "\"" + base64 + "\""),
        malformed("Client-Cert with a parameter", CLIENT_CERT, mine + ";a=1"),
        malformed("Client-Cert with trailing garbage", CLIENT_CERT, mine + "x"),
        malformed("Client-Cert that is a list", CLIENT_CERT, mine + ", " + other),
        malformed("Client-Cert in base64url", CLIENT_CERT, ":-_-_" + base64.substring(4) + ":"),
        malformed("Client-Cert with a blank inside", CLIENT_CERT, ": " + base64 + ":"),
        malformed("Client-Cert without padding", CLIENT_CERT, bytesOf(new byte[] {0x30}, "==")),
        malformed("Client-Cert with non-canonical padding bits", CLIENT_CERT, ":MB==:"),
        malformed("Client-Cert with PEM", CLIENT_CERT, ":" + base64Of(MINE) + ":"),
        malformed("Client-Cert with a private key", CLIENT_CERT, bytes(KEY)),
        malformed("Client-Cert with bytes after the DER", CLIENT_CERT, bytesOf(der(MINE), 1)),
        malformed("Client-Cert with two DER in one", CLIENT_CERT, joined(MINE, OTHER)),
        malformed("Client-Cert cut short", CLIENT_CERT, bytesOf(der(MINE), -1)),
        malformed("Client-Cert URL-encoded", CLIENT_CERT, encoded(mine)),
        malformed("Client-Cert too long", CLIENT_CERT, ":" + "A".repeat(65_536) + ":"),
        multiple("Client-Cert twice", CLIENT_CERT, mine, mine),
        multiple("Client-Cert of somebody else second", CLIENT_CERT, mine, other),
        row("chain without Client-Cert", CERTIFICATE_MALFORMED, chain(mine)),
        row("chain twice", CERTIFICATE_MULTIPLE, cert(mine), chain(other), chain(other)),
        row("chain empty", CERTIFICATE_MALFORMED, cert(mine), chain("")),
        row("chain with a comma too many", CERTIFICATE_MALFORMED, cert(mine), chain(other + ",")),
        row("chain with a parameter", CERTIFICATE_MALFORMED, cert(mine), chain(other + ";a")),
        row("chain as an inner list", CERTIFICATE_MALFORMED, cert(mine), chain("(" + other + ")")),
        row(
            "chain separated by semicolons",
            CERTIFICATE_MALFORMED,
            cert(mine),
            chain(other + ";" + other)),
        row("chain with a private key", CERTIFICATE_MALFORMED, cert(mine), chain(bytes(KEY))),
        row("chain good, Client-Cert empty", CERTIFICATE_MALFORMED, cert(""), chain(mine)),
        row(
            "eleven certificates",
            CERTIFICATE_MALFORMED,
            cert(mine),
            chain(times(10, other, ", "))));
  }

  private static Stream<Arguments> nginx() {
    CertificateSource nginx = SSL_CLIENT_CERT;
    return Stream.of(
        malformed("nginx: empty", nginx, ""),
        malformed("nginx: nothing but a dash", nginx, "-"),
        malformed("nginx: PEM with blanks for line ends", nginx, MINE.replace("\n", " ")),
        malformed("nginx: PEM without line ends", nginx, encoded(MINE.replace("\n", ""))),
        malformed("nginx: encoded twice", nginx, encoded(encoded(MINE))),
        malformed("nginx: cut escape", nginx, encoded(MINE) + "%0"),
        malformed("nginx: escape that is no number", nginx, encoded(MINE) + "%zz"),
        malformed("nginx: signed escape", nginx, encoded(MINE) + "%-1"),
        malformed("nginx: a NUL at the end", nginx, encoded(MINE) + "%00"),
        malformed("nginx: overlong UTF-8", nginx, encoded(MINE) + "%C0%8A"),
        malformed("nginx: text before", nginx, encoded("Bag Attributes\n" + MINE)),
        malformed("nginx: text between", nginx, encoded(MINE + "issuer=x\n" + OTHER)),
        malformed("nginx: text after", nginx, encoded(MINE + "x")),
        malformed("nginx: an empty line more", nginx, encoded(MINE + "\n")),
        malformed("nginx: a private key", nginx, encoded(KEY)),
        malformed("nginx: a private key after", nginx, encoded(MINE + KEY)),
        malformed("nginx: a private key before", nginx, encoded(KEY + MINE)),
        malformed(
            "nginx: a private key under the label of a certificate", nginx, encoded(labelled(KEY))),
        malformed(
            "nginx: trusted certificate", nginx, encoded(MINE.replace("BEGIN ", "BEGIN TRUSTED "))),
        malformed("nginx: old label", nginx, encoded(MINE.replace(" CERT", " X509 CERT"))),
        malformed("nginx: no end", nginx, encoded(MINE.substring(0, MINE.indexOf("-----END")))),
        malformed("nginx: no begin", nginx, encoded(MINE.substring(28))),
        malformed("nginx: a tab in the Base64", nginx, encoded(MINE.replace("\nMI", "\n\tMI"))),
        malformed(
            "nginx: two commas for certificates", nginx, encoded(MINE) + "," + encoded(OTHER)),
        malformed("nginx: DER without delimiters", nginx, encoded(base64(MINE))),
        malformed("nginx: eleven certificates", nginx, encoded(MINE.repeat(11))),
        malformed("nginx: too long", nginx, encoded(MINE.repeat(200))),
        multiple("nginx: twice", nginx, encoded(MINE), encoded(OTHER)));
  }

  private static Stream<Arguments> traefik() {
    CertificateSource traefik = X_FORWARDED_TLS_CLIENT_CERT;
    String mine = base64(MINE);
    return Stream.of(
        malformed("Traefik: empty", traefik, ""),
        malformed("Traefik: a comma alone", traefik, ","),
        malformed("Traefik: a comma at the end", traefik, mine + ","),
        malformed("Traefik: a comma at the beginning", traefik, "," + mine),
        malformed("Traefik: a blank after the comma", traefik, mine + ", " + mine),
        malformed("Traefik: PEM with delimiters", traefik, encoded(MINE)),
        malformed(
            "Traefik: line ends kept",
            traefik,
            encoded(mine.substring(0, 64) + "\n" + mine.substring(64))),
        malformed("Traefik: encoded twice", traefik, encoded(encoded(mine + ","))),
        malformed("Traefik: cut escape", traefik, mine + "%3"),
        malformed("Traefik: plus decoded to a blank", traefik, " " + mine),
        malformed("Traefik: base64url", traefik, "-_-_" + mine.substring(4)),
        malformed("Traefik: a private key", traefik, base64(KEY)),
        malformed("Traefik: a private key second", traefik, mine + "," + base64(KEY)),
        malformed("Traefik: bytes after the DER", traefik, strip(bytesOf(der(MINE), 1))),
        malformed("Traefik: structured field", traefik, ":" + mine + ":"),
        malformed("Traefik: eleven certificates", traefik, times(11, mine, ",")),
        malformed("Traefik: too long", traefik, mine + "A".repeat(65_536)),
        multiple("Traefik: twice", traefik, mine, base64(OTHER)));
  }

  private static Stream<Arguments> envoy() {
    CertificateSource envoy = X_FORWARDED_CLIENT_CERT;
    String hash = "Hash=" + Sha256.of(der(MINE)).hex();
    return Stream.of(
        malformed("Envoy: no digest", envoy, "Cert=\"" + encoded(MINE) + "\""),
        malformed(
            "Envoy: a private key after", envoy, hash + ";Cert=\"" + encoded(MINE + KEY) + "\""),
        malformed("Envoy: text after", envoy, hash + ";Cert=\"" + encoded(MINE + "x") + "\""),
        malformed(
            "Envoy: eleven certificates",
            envoy,
            hash + ";Cert=\"" + encoded(MINE) + "\";Chain=\"" + encoded(MINE.repeat(11)) + "\""),
        multiple("Envoy: twice", envoy, hash + ";Cert=\"" + encoded(MINE) + "\"", "Hash=a"));
  }

  @Test
  void sameCertificateIsReadFromEveryDialect() {
    String hash = "Hash=" + Sha256.of(der(MINE)).hex();
    assertEquals(MINE, read(X_FORWARDED_CLIENT_CERT, hash + ";Cert=\"" + encoded(MINE) + "\""));
    assertEquals(MINE, read(CLIENT_CERT, bytes(MINE)));
    assertEquals(MINE, read(SSL_CLIENT_CERT, encoded(MINE)));
    assertEquals(MINE, read(SSL_CLIENT_CERT, encoded(MINE.replace("\n", "\r\n"))));
    assertEquals(MINE, read(X_FORWARDED_TLS_CLIENT_CERT, base64(MINE)));
    assertEquals(MINE, read(X_FORWARDED_TLS_CLIENT_CERT, encoded(base64(MINE))));
  }

  @Test
  void chainsAreReadLeafFirst() {
    String chain = MINE + OTHER;
    assertEquals(chain, read(SSL_CLIENT_CERT, encoded(chain)));
    assertEquals(chain, read(X_FORWARDED_TLS_CLIENT_CERT, base64(MINE) + "," + base64(OTHER)));
    assertEquals(
        chain, read(X_FORWARDED_TLS_CLIENT_CERT, encoded(base64(MINE) + "," + base64(OTHER))));
    AccessRequest.Builder access = AccessRequest.builder();
    Headers fields = Headers.of(cert(bytes(MINE)), chain(bytes(OTHER) + " ,\t" + bytes(MINE)));
    assertEquals(chain + MINE, ClientCertificateHeaders.chain(CLIENT_CERT, fields, access));
    assertNull(access.build().defect());
  }

  @Test
  void tenCertificatesAreTheMost() {
    assertEquals(MINE.repeat(10), read(SSL_CLIENT_CERT, encoded(MINE.repeat(10))));
  }

  @ParameterizedTest
  @EnumSource
  void headersOfOtherDialectsAreTheClientsAndPassedOver(CertificateSource configured) {
    List<Header> others =
        Stream.of(CertificateSource.values())
            .filter(other -> other != configured && !other.header().isEmpty())
            .map(other -> new Header(other.header(), bytes(OTHER)))
            .toList();
    AccessRequest.Builder access = AccessRequest.builder();
    assertEquals("", ClientCertificateHeaders.chain(configured, new Headers(others), access));
    assertNull(access.build().defect());
  }

  private static String read(CertificateSource source, String value) {
    AccessRequest.Builder access = AccessRequest.builder();
    String chain =
        ClientCertificateHeaders.chain(
            source, Headers.of(new Header(source.header(), value)), access);
    assertNull(access.build().defect());
    return chain;
  }

  private static Arguments malformed(String mistake, CertificateSource source, String value) {
    return Arguments.of(
        mistake, CERTIFICATE_MALFORMED, List.of(source, new Header(source.header(), value)));
  }

  private static Arguments multiple(
      String mistake, CertificateSource source, String one, String two) {
    return Arguments.of(
        mistake,
        CERTIFICATE_MULTIPLE,
        List.of(source, new Header(source.header(), one), new Header(source.header(), two)));
  }

  private static Arguments row(String mistake, Reason reason, Header... fields) {
    return Arguments.of(
        mistake,
        reason,
        Stream.concat(Stream.of((Object) CLIENT_CERT), Stream.of(fields)).toList());
  }

  private static Header cert(String value) {
    return new Header(CLIENT_CERT.header(), value);
  }

  private static Header chain(String value) {
    return new Header(CHAIN, value);
  }

  private static String times(int count, String one, String separator) {
    return String.join(separator, Collections.nCopies(count, one));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String base64(String pem) {
    return pem.replaceAll("-----[A-Z ]+-----|\n", "");
  }

  private static byte[] der(String pem) {
    return Base64.getDecoder().decode(base64(pem));
  }

  private static String bytes(String pem) {
    return ":" + base64(pem) + ":";
  }

  private static String base64Of(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The DER with bytes more or fewer. */
  private static String bytesOf(byte[] der, int more) {
    byte[] changed = Arrays.copyOf(der, der.length + more);
    return ":" + Base64.getEncoder().encodeToString(changed) + ":";
  }

  private static String bytesOf(byte[] der, String padding) {
    return ":" + Base64.getEncoder().encodeToString(der).replace(padding, "") + ":";
  }

  private static String joined(String one, String two) {
    byte[] first = der(one);
    byte[] second = der(two);
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return ":" + Base64.getEncoder().encodeToString(both) + ":";
  }

  private static String strip(String bytes) {
    return bytes.substring(1, bytes.length() - 1);
  }

  private static String labelled(String key) {
    return key.replace("PRIVATE KEY", "CERTIFICATE");
  }
}
