package io.countersign.decision;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Sha256Test {

  /** FIPS 180-2, appendix B, and the empty message of NIST's test vectors. */
  @ParameterizedTest
  @CsvSource({
    "'', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq,"
        + " 248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
  })
  void digestsAreThoseOfTheStandard(String message, String hex) {
    assertEquals(hex, Sha256.of(message.getBytes(US_ASCII)).hex());
    assertEquals(hex, Sha256.of(message.getBytes(US_ASCII)).toString());
  }

  /** RFC 9449 §7.1 has the hash of its access token as ath. */
  @Test
  void base64UrlHasNoPadding() {
    assertEquals(
        "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo",
        Sha256.of("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU".getBytes(US_ASCII)).base64Url());
  }

  @Test
  void bytesSurvive() {
    byte[] digest = new byte[Sha256.BYTES];
    for (int i = 0; i < digest.length; i++) {
      digest[i] = (byte) (0x7A + 7 * i);
    }
    assertArrayEquals(digest, Sha256.fromBytes(digest).toBytes());
    assertEquals(Sha256.fromBytes(digest), Sha256.fromBytes(digest.clone()));
  }

  @Test
  void everyByteCounts() {
    for (int i = 0; i < Sha256.BYTES; i++) {
      byte[] digest = new byte[Sha256.BYTES];
      digest[i] = 1;
      assertNotEquals(Sha256.fromBytes(new byte[Sha256.BYTES]), Sha256.fromBytes(digest));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 31, 33, 64})
  void otherLengthIsNoDigest(int length) {
    assertThrows(IllegalArgumentException.class, () -> Sha256.fromBytes(new byte[length]));
  }
}
