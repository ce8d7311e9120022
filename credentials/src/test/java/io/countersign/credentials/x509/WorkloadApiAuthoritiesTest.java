package io.countersign.credentials.x509;

import static io.countersign.credentials.x509.TestCa.ca;
import static io.countersign.credentials.x509.TestCa.der;
import static io.countersign.credentials.x509.TestCa.leaf;
import static io.countersign.credentials.x509.TestCa.pem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.x509.TestCa.Issued;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The certificates in an answer of the Workload API: DER, one after the other. */
final class WorkloadApiAuthoritiesTest {
  private static final Issued ROOT = ca("CN=root").selfSigned();
  private static final Issued NEXT = ca("CN=next").selfSigned();

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Test
  void certificatesAreReadInTheirOrder() throws Exception {
    byte[] two = join(der(ROOT.certificate()), der(NEXT.certificate()));
    assertEquals(
        List.of(ROOT.certificate(), NEXT.certificate()),
        WorkloadApiBundleSource.authorities("prod.example", two));
    assertTrue(WorkloadApiBundleSource.authorities("prod.example", new byte[0]).isEmpty());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void hostileAnswerIsRefused(String mistake, byte[] answer, String complaint) {
    String message =
        assertThrows(
                CredentialConfigException.class,
                () -> WorkloadApiBundleSource.authorities("prod.example", answer))
            .getMessage();
    assertTrue(Objects.requireNonNull(message).contains(complaint), message);
  }

  static Stream<Arguments> hostileAnswerIsRefused() {
    byte[] root = der(ROOT.certificate());
    byte[] leaf = der(leaf("spiffe://prod.example/a").by(ROOT).certificate());
    byte[] foreign = der(ca("CN=a").uris("spiffe://other.example").selfSigned().certificate());
    byte[] text = pem(ROOT).getBytes(StandardCharsets.US_ASCII);
    return Stream.of(
        arguments("a leaf", join(root, leaf), "certificate 2 is not a CA"),
        arguments("an authority of another domain", foreign, "another trust domain"),
        arguments("PEM", text, "more than certificates"),
        arguments("PEM after DER", join(root, text), "it "),
        arguments("the last one cut off", Arrays.copyOf(root, root.length - 1), "no sequence"),
        arguments("bytes after the last one", join(root, new byte[] {1, 2, 3}), "it "),
        arguments("zeros after the last one", join(root, new byte[8]), "it "),
        arguments("no certificates", new byte[] {0x30, 0}, "no sequence"),
        arguments(
            "101 certificates",
            join(Collections.nCopies(101, root).toArray(byte[][]::new)),
            "one too many"));
  }
}
