package io.countersign.credentials.keys;

import static io.countersign.credentials.token.TestIssuer.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.jose.JwsAlgorithm;
import io.countersign.credentials.jose.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FileKeySourceTest {
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  @TempDir Path folder;

  /**
   * A file and what is said about it.
   *
   * @param complaint part of the message
   */
  record BadFile(String name, String text, String complaint) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<BadFile> badFiles() throws JOSEException {
    String good = SigningKey.of(JwsAlgorithm.ES256, "a").jwk();
    String unusable = "keys[0] cannot be used";
    String privateKey = new ECKeyGenerator(Curve.P_256).keyID("a").generate().toJSONString();
    String p521 =
        new ECKeyGenerator(Curve.P_521).keyID("a").generate().toPublicJWK().toJSONString();
    String weak =
        "{\"kty\":\"RSA\",\"kid\":\"a\",\"e\":\"AQAB\",\"n\":\"" + "v".repeat(171) + "\"}";
    String offCurve =
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"a\",\"x\":\"%1$s\",\"y\":\"%1$s\"}"
            .formatted("A".repeat(42) + "E");
    List<BadFile> bad = new ArrayList<>();
    bad.add(new BadFile("empty", "", "not JSON"));
    bad.add(new BadFile("not JSON", "-----BEGIN PUBLIC KEY-----", "not JSON"));
    bad.add(new BadFile("several lines", "{\n\"keys\":\n[\n}", "not JSON"));
    bad.add(new BadFile("array", "[" + good + "]", "\"keys\""));
    bad.add(new BadFile("one key", good, "\"keys\""));
    bad.add(new BadFile("keys no array", "{\"keys\":" + good + "}", "\"keys\""));
    bad.add(new BadFile("no keys", "{\"keys\":[]}", "no key for verifying"));
    bad.add(new BadFile("duplicate member", "{\"keys\":[],\"keys\":[" + good + "]}", "not JSON"));
    bad.add(set("key no object", "\"a\"", "keys[0] is no JSON object"));
    bad.add(set("private", privateKey, unusable));
    bad.add(set("second private", good + "," + privateKey, "keys[1] cannot be used"));
    bad.add(set("symmetric", "{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"c2VjcmV0\"}", unusable));
    bad.add(set("private for encryption", use(privateKey, "enc"), unusable));
    bad.add(set("private on another curve", privateKey.replace("P-256", "P-521"), unusable));
    bad.add(set("private of an unknown type", "{\"kty\":\"AKP\",\"priv\":\"AA\"}", unusable));
    bad.add(set("weak RSA", weak, unusable));
    bad.add(set("alg of another kind", good.replaceFirst("\\{", "{\"alg\":\"RS256\","), unusable));
    bad.add(set("off its curve", offCurve, unusable));
    bad.add(set("other curve", p521, "no key for"));
    bad.add(set("without kid", good.replace("\"kid\"", "\"kib\""), "has no \"kid\""));
    bad.add(set("empty kid", good.replace("\"kid\":\"a\"", "\"kid\":\"\""), "has no \"kid\""));
    bad.add(set("kid a number", good.replace("\"kid\":\"a\"", "\"kid\":1"), unusable));
    bad.add(set("kid twice", good + "," + good, "keys[1]: its kid stands there twice"));
    bad.add(set("for encryption", use(good, "enc"), "no key for"));
    bad.add(set("unknown type", "{\"kty\":\"AKP\",\"kid\":\"a\"}", "no key for verifying"));
    bad.add(set("too many", "{},".repeat(256) + good, "more than 256 keys"));
    bad.add(set("too large", good + " ".repeat(512 * 1024), "larger than 512 KiB"));
    return bad;
  }

  private static String use(String jwk, String use) {
    return jwk.replaceFirst("\\{", "{\"use\":\"" + use + "\",");
  }

  private static BadFile set(String name, String keys, String complaint) {
    return new BadFile(name, "{\"keys\":[" + keys + "]}", complaint);
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void badFileIsRefusedInOneLine(BadFile bad) throws IOException {
    Path file = folder.resolve("issuer.json");
    Files.writeString(file, bad.text());
    String message = refusal(file);
    assertTrue(message.contains(bad.complaint()), message);
    assertFalse(message.contains("c2VjcmV0"), "no key in a message");
  }

  @Test
  void fileThatIsMissingOrAFolderIsRefusedInOneLine() {
    String missing = refusal(folder.resolve("none.json"));
    assertTrue(missing.contains("there is no such file"), missing);
    String isFolder = refusal(folder);
    assertTrue(isFolder.contains("cannot be read"), isFolder);
  }

  private static String refusal(Path file) {
    CredentialConfigException refused =
        assertThrows(CredentialConfigException.class, () -> new FileKeySource(file, INTERVAL, NOW));
    String message = Objects.requireNonNull(refused.getMessage());
    assertTrue(message.startsWith("jwks " + file + ": "), message);
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  @Test
  void fileThatBecameUnusableLeavesTheOldKeysWhoseAgeGrows() throws Exception {
    Path file = folder.resolve("issuer.json");
    write(file, SigningKey.of(JwsAlgorithm.ES256, "a"));
    FileKeySource source = new FileKeySource(file, INTERVAL, NOW);
    Files.writeString(file, "{\"keys\":[");
    KeySet stale = source.keys(NOW.plusSeconds(10));
    assertEquals(Set.of("a"), stale.byId().keySet());
    assertEquals(Duration.ofSeconds(10), stale.age(NOW.plusSeconds(10)));
    Files.delete(file);
    assertEquals(Duration.ofSeconds(20), source.keys(NOW.plusSeconds(20)).age(NOW.plusSeconds(20)));

    write(file, SigningKey.of(JwsAlgorithm.ES256, "b"));
    assertEquals(Set.of("a"), source.keys(NOW.plusSeconds(21)).byId().keySet(), "within interval");
    KeySet fresh = source.keys(NOW.plusSeconds(22));
    assertEquals(Set.of("b"), fresh.byId().keySet());
    assertEquals(Duration.ZERO, fresh.age(NOW.plusSeconds(22)));
    assertEquals(stale.version() + 1, fresh.version());
  }

  @Test
  void clockSetBackDoesNotKeepWithdrawnKeys() throws Exception {
    Path file = folder.resolve("issuer.json");
    write(file, SigningKey.of(JwsAlgorithm.ES256, "a"));
    FileKeySource source = new FileKeySource(file, INTERVAL, NOW);
    write(file, SigningKey.of(JwsAlgorithm.ES256, "b"));
    assertEquals(Set.of("b"), source.keys(NOW.minusSeconds(3600)).byId().keySet());
  }

  @Test
  void sameKeysKeepTheirVersionAndBecomeYoung() throws Exception {
    Path file = folder.resolve("issuer.json");
    SigningKey key = SigningKey.of(JwsAlgorithm.EDDSA, "a");
    write(file, key);
    FileKeySource source = new FileKeySource(file, INTERVAL, NOW);
    KeySet first = source.keys(NOW);
    assertSame(first, source.keys(NOW.plus(INTERVAL).minusNanos(1)));
    write(file, key);
    KeySet second = source.keys(NOW.plus(INTERVAL));
    assertEquals(first.version(), second.version());
    assertEquals(NOW.plus(INTERVAL), second.readAt());
  }

  @Test
  void keysOfOthersAreLeftOut() throws Exception {
    Path file = folder.resolve("issuer.json");
    String ours = SigningKey.of(JwsAlgorithm.ES256, "a").jwk();
    String encryption = use(SigningKey.of(JwsAlgorithm.ES256, "b").jwk(), "enc");
    String unknown = "{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\",\"kid\":\"c\",\"pub\":\"AA\"}";
    String p521 =
        new ECKeyGenerator(Curve.P_521).keyID("d").generate().toPublicJWK().toJSONString();
    String agreement = "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"kid\":\"e\",\"x\":\"AA\"}";
    String rs512 = SigningKey.of(JwsAlgorithm.RS256, "f").jwk();
    rs512 = rs512.replaceFirst("\\{", "{\"alg\":\"RS512\",");
    String others = String.join(",", encryption, unknown, p521, agreement, rs512);
    Files.writeString(file, "{\"keys\":[" + others + "," + ours + "]}");
    KeySet keys = new FileKeySource(file, INTERVAL, NOW).keys(NOW);
    assertEquals(Set.of("a"), keys.byId().keySet());
  }

  private static void write(Path file, SigningKey key) throws IOException {
    Files.writeString(file, "{\"keys\":[" + key.jwk() + "]}");
  }
}
