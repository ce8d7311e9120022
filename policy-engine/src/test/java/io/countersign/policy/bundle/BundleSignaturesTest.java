package io.countersign.policy.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bundles that opa signed; see src/test/resources/bundles/build.sh. */
final class BundleSignaturesTest {
  private static final Path SIGNED = Path.of("src/test/resources/bundles/signed");

  private static BundleReader reader(String pem) throws BundleException {
    return new BundleReader(
        BundleLimits.defaults(), VerificationKeys.read(Map.of("default", SIGNED.resolve(pem))));
  }

  private static Map<String, byte[]> files(String bundle) throws BundleException {
    Bundle read =
        new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE)
            .read(SIGNED.resolve(bundle));
    Map<String, byte[]> files = new TreeMap<>();
    for (String path : read.paths()) {
      files.put(path, read.file(path).orElseThrow());
    }
    return files;
  }

  private static void assertRefused(String problem, String pem, Map<String, byte[]> files)
      throws BundleException {
    TarGz tar = new TarGz();
    files.forEach(tar::file);
    BundleReader reader = reader(pem);
    BundleException refusal =
        assertThrows(BundleException.class, () -> reader.read("b.tar.gz", tar.bytes()));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.startsWith("b.tar.gz: ") && message.contains(problem), message);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String token(Map<String, byte[]> files) {
    String json = new String(files.get(BundleSignatures.FILE), StandardCharsets.UTF_8);
    int start = json.indexOf("\"ey") + 1;
    return json.substring(start, json.indexOf('"', start));
  }

  private static byte[] signatures(String... tokens) {
    return utf8("{\"signatures\":[\"" + String.join("\",\"", tokens) + "\"]}");
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(utf8(text));
  }

  @ParameterizedTest
  @CsvSource({
    "unsigned.tar.gz, ec.pem, is not signed",
    "no-key.tar.gz, ec.pem, does not name its key",
    "other-key.tar.gz, ec.pem, names the key 'other'",
    "scope.tar.gz, ec.pem, is signed for a scope",
    "hs256.tar.gz, ec.pem, an algorithm that does not belong",
    "hs256.tar.gz, rsa.pem, an algorithm that does not belong",
    "es256.tar.gz, rsa.pem, an algorithm that does not belong",
    "rs256.tar.gz, ec.pem, an algorithm that does not belong",
  })
  void signatureThatDoesNotHoldIsRefused(String bundle, String pem, String problem)
      throws BundleException {
    assertRefused(problem, pem, files(bundle));
  }

  @ParameterizedTest
  @CsvSource({"rs256.tar.gz, rsa.pem", "ps384.tar.gz, rsa.pem", "es256.tar.gz, ec.pem"})
  void bundleThatOpaSignedIsTaken(String bundle, String pem) throws BundleException {
    assertEquals("signed-1", reader(pem).read(SIGNED.resolve(bundle)).manifest().revision());
  }

  @ParameterizedTest
  @CsvSource({
    "data.json, {\"a\":{\"x\":2}}",
    "p.rego, package q",
    ".manifest, {}",
    "policy.wasm, x",
    "a/data.json, {}",
    "README, x"
  })
  void changedOrAddedFileIsRefused(String path, String content) throws BundleException {
    Map<String, byte[]> files = files("es256.tar.gz");
    String name = files.containsKey(path) ? path : path.equals("p.rego") ? rego(files) : path;
    files.put(name, utf8(content));
    assertRefused(name + " ", "ec.pem", files);
  }

  private static String rego(Map<String, byte[]> files) {
    return files.keySet().stream().filter(path -> path.endsWith(".rego")).findAny().orElseThrow();
  }

  @Test
  void removedFileIsRefused() throws BundleException {
    Map<String, byte[]> files = files("es256.tar.gz");
    files.remove(rego(files));
    assertRefused("is signed and missing", "ec.pem", files);
  }

  @Test
  void strippedSignatureIsRefused() throws BundleException {
    Map<String, byte[]> files = files("es256.tar.gz");
    String token = token(files);
    files.put(BundleSignatures.FILE, utf8("{\"signatures\":[]}"));
    assertRefused("exactly one signature", "ec.pem", files);
    files.put(BundleSignatures.FILE, utf8("{}"));
    assertRefused("exactly one signature", "ec.pem", files);
    files.put(BundleSignatures.FILE, utf8(""));
    assertRefused("is not JSON", "ec.pem", files);
    files.put(BundleSignatures.FILE, signatures(token, token));
    assertRefused("exactly one signature", "ec.pem", files);
    files.put(
        BundleSignatures.FILE, utf8("{\"signatures\":[\"" + token + "\"],\"plugin\":\"mine\"}"));
    assertRefused("was made by a plugin", "ec.pem", files);
  }

  @Test
  void alteredTokenIsRefused() throws BundleException {
    Map<String, byte[]> files = files("es256.tar.gz");
    String[] parts = token(files).split("\\.", -1);
    files.put(
        BundleSignatures.FILE,
        signatures(base64("{\"alg\":\"none\",\"kid\":\"default\"}") + "." + parts[1] + "."));
    assertRefused("no JWS", "ec.pem", files);
    files.put(
        BundleSignatures.FILE,
        signatures(
            parts[0] + "." + base64("{\"files\":[],\"keyid\":\"default\"}") + "." + parts[2]));
    assertRefused("did not make", "ec.pem", files);
    files.put(BundleSignatures.FILE, signatures(parts[0] + "." + parts[1] + "."));
    assertRefused("no JWS", "ec.pem", files);
    files.put(BundleSignatures.FILE, signatures("ey"));
    assertRefused("no JWS", "ec.pem", files);
    files.put(
        BundleSignatures.FILE,
        signatures(
            base64("{\"alg\":\"ES256\",\"kid\":\"default\",\"crit\":[\"x\"],\"x\":1}")
                + "."
                + parts[1]
                + "."
                + parts[2]));
    assertRefused("did not make", "ec.pem", files);
  }

  @Test
  void otherPersonsKeyOfTheSameNameIsRefused() throws Exception {
    PublicKey other = KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();
    BundleReader reader =
        new BundleReader(BundleLimits.defaults(), new VerificationKeys(Map.of("default", other)));
    assertThrows(BundleException.class, () -> reader.read(SIGNED.resolve("es256.tar.gz")));
  }

  @Test
  void fileThatHoldsNoPublicKeyIsRefused(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("key.pem");
    assertThrows(BundleException.class, () -> VerificationKeys.read(Map.of("default", file)));
    for (String content :
        new String[] {
          "",
          "-----BEGIN PUBLIC KEY-----",
          "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
          "-----END PUBLIC KEY----------BEGIN PUBLIC KEY-----",
          "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
        }) {
      Files.writeString(file, content);
      BundleException refusal =
          assertThrows(BundleException.class, () -> VerificationKeys.read(Map.of("default", file)));
      assertTrue(String.valueOf(refusal.getMessage()).contains("openssl pkey -pubout"));
    }
  }
}
