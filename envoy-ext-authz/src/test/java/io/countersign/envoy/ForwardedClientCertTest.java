package io.countersign.envoy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.decision.Sha256;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardedClientCertTest {
  /** Not certificates, but this class reads no more of them than their bytes. */
  private static final byte[] MINE =
      "the client's own certificate, >>>???".getBytes(StandardCharsets.UTF_8);

  private static final byte[] OTHER = "somebody else's".getBytes(StandardCharsets.UTF_8);
  private static final String CERT = pem("CERTIFICATE", MINE);
  private static final String STOLEN = pem("CERTIFICATE", OTHER);
  private static final String HASH = Sha256.of(MINE).hex();

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void headerThatCannotBeBelievedGivesNoCertificate(String attack, String header) {
    assertEquals(Optional.empty(), ForwardedClientCert.chain(header), attack);
  }

  static Stream<Arguments> hostile() {
    String honest = "Hash=" + HASH + ";Cert=\"" + encoded(CERT) + "\"";
    String stolen = "Hash=" + Sha256.of(OTHER).hex() + ";Cert=\"" + encoded(STOLEN) + "\"";
    return Stream.of(
        Arguments.of("empty", ""),
        Arguments.of("nothing but separators", ";;;"),
        Arguments.of("no key", "=" + HASH),
        Arguments.of("no value", "Hash"),
        Arguments.of("hash missing", "Cert=\"" + encoded(CERT) + "\""),
        Arguments.of("hash empty", "Hash=;Cert=\"" + encoded(CERT) + "\""),
        Arguments.of(
            "hash of another",
            "Hash=" + Sha256.of(OTHER).hex() + ";Cert=\"" + encoded(CERT) + "\""),
        Arguments.of(
            "hash shortened", "Hash=" + HASH.substring(2) + ";Cert=\"" + encoded(CERT) + "\""),
        Arguments.of("certificate missing", "Hash=" + HASH),
        Arguments.of("no certificate, hash empty", "Hash=;Cert=\"\""),
        Arguments.of(
            "chain without certificate", "Hash=" + HASH + ";Chain=\"" + encoded(CERT) + "\""),
        Arguments.of("second element after", honest + "," + stolen),
        Arguments.of("second element before", stolen + "," + honest),
        Arguments.of("second element injected by the URI", honest + ";URI=spiffe://a/b," + stolen),
        Arguments.of("trailing comma", honest + ","),
        Arguments.of("second Cert", honest + ";Cert=\"" + encoded(STOLEN) + "\""),
        Arguments.of("second Cert in other case", honest + ";cERT=\"" + encoded(STOLEN) + "\""),
        Arguments.of("second Cert after a space", honest + "; Cert=\"" + encoded(STOLEN) + "\""),
        Arguments.of("second Hash", honest + ";Hash=" + Sha256.of(OTHER).hex()),
        Arguments.of("Hash and Cert injected by the URI", honest + ";URI=spiffe://a/b;" + stolen),
        Arguments.of("open quote", "Hash=" + HASH + ";Cert=\"" + encoded(CERT)),
        Arguments.of("quote opened by the URI", honest + ";URI=spiffe://a/\"b"),
        Arguments.of("escaped closing quote", "Hash=" + HASH + ";Cert=\"" + encoded(CERT) + "\\\""),
        Arguments.of("backslash at the end", honest + ";Subject=\"a\\"),
        Arguments.of("malformed percent", "Hash=" + HASH + ";Cert=\"" + encoded(CERT) + "%zz\""),
        Arguments.of("cut percent", "Hash=" + HASH + ";Cert=\"" + encoded(CERT) + "%4\""),
        Arguments.of(
            "chain whose first is another", honest + ";Chain=\"" + encoded(STOLEN + CERT) + "\""),
        Arguments.of(
            "chain whose first is another under a label that readers of PEM know too",
            honest + ";Chain=\"" + encoded(pem("X509 CERTIFICATE", OTHER) + CERT) + "\""),
        Arguments.of(
            "chain whose first is another without its line of dashes",
            honest
                + ";Chain=\""
                + encoded("-----BEGIN TRUSTED CERTIFICATE-----\n" + STOLEN.substring(28) + CERT)
                + "\""),
        Arguments.of("chain that is empty text", honest + ";Chain=\"x\""),
        Arguments.of(
            "text before the certificate",
            "Hash=" + HASH + ";Cert=\"" + encoded("x\n" + CERT) + "\""),
        Arguments.of(
            "bytes that are not Base64 in between",
            "Hash=" + HASH + ";Cert=\"" + encoded(CERT.replace("\ndGhl", "\n!dGhl")) + "\""),
        Arguments.of(
            "end before begin",
            "Hash="
                + HASH
                + ";Cert=\""
                + encoded("-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----")
                + "\""),
        Arguments.of("huge", honest + ";Chain=\"" + encoded(CERT.repeat(4_000)) + "\""));
  }

  @Test
  void certificateAloneIsTaken() {
    assertEquals(
        Optional.of(CERT),
        ForwardedClientCert.chain("Hash=" + HASH + ";Cert=\"" + encoded(CERT) + "\""));
  }

  @Test
  void chainIsTakenWithItsIntermediates() {
    assertEquals(
        Optional.of(CERT + STOLEN),
        ForwardedClientCert.chain(
            "Hash="
                + HASH
                + ";Cert=\""
                + encoded(CERT)
                + "\";Chain=\""
                + encoded(CERT + STOLEN)
                + "\""));
  }

  @Test
  void hashMayBeInUpperCase() {
    String upper = HASH.toUpperCase(java.util.Locale.ROOT);
    assertEquals(
        Optional.of(CERT),
        ForwardedClientCert.chain("Hash=" + upper + ";Cert=\"" + encoded(CERT) + "\""));
  }

  @Test
  void plusIsAPlus() {
    assertEquals(
        Optional.of(CERT),
        ForwardedClientCert.chain(
            "Hash=" + HASH + ";Cert=\"" + encoded(CERT).replace("%2B", "+") + "\""));
  }

  @Test
  void namesOfTheCertificateMayRepeatAndHoldQuotedSeparators() {
    assertEquals(
        Optional.of(CERT),
        ForwardedClientCert.chain(
            "By=spiffe://gw;Hash="
                + HASH
                + ";Cert=\""
                + encoded(CERT)
                + "\";Subject=\"O=a\\\"b\\,c;d,e\";URI=spiffe://a/b;URI=spiffe://a/c;DNS=a;DNS=b"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }
}
