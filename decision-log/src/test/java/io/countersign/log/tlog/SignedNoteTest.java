package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {
  /** The example of the documentation of golang.org/x/mod/sumdb/note. */
  private static final String EXAMPLE_KEY =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private static final String EXAMPLE_TEXT =
      """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.
      """;
  private static final String EXAMPLE_SIGNATURE =
      "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

  @TempDir Path folder;
  private SigningKey key;
  private SigningKey other;

  @BeforeEach
  void makeKeys() throws Exception {
    key = SigningKey.loadOrCreate(folder.resolve("key.pem"), "log.example");
    other = SigningKey.loadOrCreate(folder.resolve("other.pem"), "other.example");
  }

  private String open(String note, SigningKey... keys) throws SignedNote.MalformedException {
    return open(note.getBytes(StandardCharsets.UTF_8), keys);
  }

  private String open(byte[] note, SigningKey... keys) throws SignedNote.MalformedException {
    return SignedNote.open(note, Arrays.stream(keys).map(SigningKey::verifierKey).toList());
  }

  private static String signed(String text, SigningKey key) {
    return new String(SignedNote.sign(text, key), StandardCharsets.UTF_8);
  }

  /** The signature lines of a note. */
  private static String signatures(String note) {
    return note.substring(note.lastIndexOf("\n\n") + 2);
  }

  @Test
  void exampleOfTheGoPackageOpens() throws Exception {
    VerifierKey example = VerifierKey.parse(EXAMPLE_KEY);
    assertEquals(EXAMPLE_KEY, example.toString());
    String note = EXAMPLE_TEXT + "\n" + EXAMPLE_SIGNATURE;
    assertEquals(
        EXAMPLE_TEXT, SignedNote.open(note.getBytes(StandardCharsets.UTF_8), List.of(example)));
  }

  @Test
  void textMayHoldBlankLinesBecauseTheLastOneCounts() throws Exception {
    String text = "first\n\nsecond\n\n— x AAAAAAA=\n";
    assertEquals(text, open(signed(text, key), key));
  }

  @Test
  void signaturesOfUnknownKeysAreIgnored() throws Exception {
    String note = signed("text\n", other) + signatures(signed("text\n", key));
    assertEquals("text\n", open(note, key));
  }

  @Test
  void noteWithoutAKnownSignatureIsRefused() {
    assertRefused(signed("text\n", other), key);
  }

  @Test
  void wrongSignatureOfAKnownKeyRefusesEvenBesideARightOne() {
    String note = signed("text\n", other) + signatures(signed("another text\n", key));
    assertRefused(note, key, other);
  }

  @Test
  void signatureUnderAnotherNameIsUnknown() throws Exception {
    Files.copy(folder.resolve("key.pem"), folder.resolve("same.pem"));
    SigningKey renamed = SigningKey.load(folder.resolve("same.pem"), "renamed.example");
    assertRefused(signed("text\n", renamed), key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "text\n",
        "text\n\n",
        "text\n\nno signature\n",
        "text\n\n— log.example\n",
        "text\n\n— log.example AAAA\n",
        "text\n\n— log.example not base64\n",
        "text\n\n— log+example AAAAAAAA\n",
        "text\n\n—  AAAAAAAA\n",
        "text\n\n- log.example AAAAAAAA\n",
        "te\u0001xt\n\n— log.example AAAAAAAA\n",
        "te\txt\n\n— log.example AAAAAAAA\n",
        "text\r\n\r\n— log.example AAAAAAAA\n",
      })
  void malformedNoteIsRefused(String note) {
    assertRefused(note, key);
  }

  @Test
  void cutOrChangedNoteIsRefusedAtEveryByte() throws Exception {
    byte[] note = SignedNote.sign("log.example\n5\nroot\n", key);
    for (int i = 0; i < note.length; i++) {
      byte[] cut = Arrays.copyOf(note, i);
      assertThrows(SignedNote.MalformedException.class, () -> open(cut, key));
      byte[] changed = note.clone();
      changed[i] ^= 1;
      assertThrows(SignedNote.MalformedException.class, () -> open(changed, key));
    }
  }

  @Test
  void noteBeyondTheLimitsIsRefused() {
    String line = signatures(signed("text\n", key));
    assertRefused("text\n\n" + line.repeat(101), key);
    assertRefused("text\n".repeat(20_000) + "\n" + line, key);
  }

  @Test
  void invalidUtf8IsRefused() {
    byte[] note = SignedNote.sign("text\n", key);
    note[1] = (byte) 0xc3;
    assertThrows(SignedNote.MalformedException.class, () -> open(note, key));
  }

  private void assertRefused(String note, SigningKey... keys) {
    assertThrows(SignedNote.MalformedException.class, () -> open(note, keys));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10Q=",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
      })
  void malformedVerifierKeyIsRefused(String vkey) {
    assertThrows(IllegalArgumentException.class, () -> VerifierKey.parse(vkey));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "log.example\n5\n",
        "log.example\n5\nROOT",
        "\n5\nROOT\n",
        "log.example\n05\nROOT\n",
        "log.example\n+5\nROOT\n",
        "log.example\n-5\nROOT\n",
        "log.example\n5.0\nROOT\n",
        "log.example\n9223372036854775808\nROOT\n",
        "log.example\n\nROOT\n",
        "log.example\n5\nROOT\n\n",
        "log.example\n5\n\n",
        "log.example\n5\nAAAA\n",
        "log.example\n5\n ROOT\n",
      })
  void malformedCheckpointIsRefused(String text) {
    String root = Base64.getEncoder().encodeToString(new byte[32]);
    assertThrows(
        SignedNote.MalformedException.class, () -> Checkpoint.parse(text.replace("ROOT", root)));
  }

  @Test
  void checkpointMayHaveExtensionLines() throws Exception {
    Hash root = Hash.of(new byte[32]);
    Checkpoint plain = new Checkpoint("log.example", 5, root);
    assertEquals(plain, Checkpoint.parse(plain.text()));
    assertEquals(plain, Checkpoint.parse(plain.text() + "extension\n"));
  }

  @Test
  void keyThatOpensslMadeIsRead() throws Exception {
    // RFC 8410 §10.3 with the public key of §10.1.
    Path file = folder.resolve("rfc8410.pem");
    Files.writeString(
        file,
        """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        -----END PRIVATE KEY-----
        """);
    byte[] expected =
        Base64.getDecoder().decode("MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=");
    VerifierKey raw = VerifierKey.of("a", Arrays.copyOfRange(expected, 12, 44));
    assertEquals(raw, SigningKey.load(file, "a").verifierKey());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n!!!\n-----END PRIVATE KEY-----\n",
        "-----BEGIN EC PRIVATE KEY-----\nMC4CAQ==\n-----END EC PRIVATE KEY-----\n",
        "-----END PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----\n",
      })
  void malformedKeyFileIsRefusedWithoutQuotingIt(String pem) throws Exception {
    Path file = folder.resolve("bad.pem");
    Files.writeString(file, pem);
    LogOpenException refused =
        assertThrows(LogOpenException.class, () -> SigningKey.load(file, "log.example"));
    assertEquals(-1, String.valueOf(refused.getMessage()).indexOf("!!!"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a+b", "a\nb", "a\u00a0b"})
  void originThatCannotNameAKeyIsRefused(String origin) {
    assertThrows(
        IllegalArgumentException.class, () -> SigningKey.load(folder.resolve("key.pem"), origin));
  }
}
