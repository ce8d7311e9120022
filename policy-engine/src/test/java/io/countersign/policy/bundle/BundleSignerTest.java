package io.countersign.policy.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.policy.OpaProgram;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing, and that OPA and this reader take each other's signatures. */
final class BundleSignerTest {
  private static final BundleReader READER =
      new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);
  private static final SortedMap<String, byte[]> FILES =
      new TreeMap<>(
          Map.of(
              ".manifest", utf8("{\"revision\":\"r<1>\",\"roots\":[\"p\",\"x\",\"y\"]}"),
              "x/data.json", utf8("{\"n\": 1.50, \"s\": \"ä&<\\u2028\", \"b\":[true,null]}"),
              "y/data.yaml", utf8("k: [1, two]\n"),
              "p/p.rego", utf8("package p\n\nallow if input.x == data.x.n\n")));

  @TempDir private Path folder;

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Bundle bundle() throws BundleException {
    return READER.read("b.tar.gz", BundleWriter.archive(FILES));
  }

  private Path pem(String name, String kind, Key key) throws Exception {
    String body = Base64.getMimeEncoder(64, utf8("\n")).encodeToString(key.getEncoded());
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + kind + " KEY-----\n" + body + "\n-----END " + kind + " KEY-----\n");
  }

  /** Writes {@code key.pem} and {@code public.pem}. */
  private void keys(String algorithm) throws Exception {
    KeyPairGenerator generator;
    if (algorithm.startsWith("ES")) {
      String curve = Map.of("ES256", "256", "ES384", "384", "ES512", "521").get(algorithm);
      generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp" + curve + "r1"));
    } else {
      generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2_048);
    }
    KeyPair pair = generator.generateKeyPair();
    pem("key.pem", "PRIVATE", pair.getPrivate());
    pem("public.pem", "PUBLIC", pair.getPublic());
  }

  private VerificationKeys verificationKeys(String id) throws BundleException {
    return VerificationKeys.read(Map.of(id, folder.resolve("public.pem")));
  }

  private byte[] signed(String id, String algorithm, String scope) throws BundleException {
    SigningKey key = SigningKey.read(folder.resolve("key.pem"), id, algorithm);
    return new BundleSigner(key, scope).archive(bundle());
  }

  private void opa(Path in, String... arguments) throws Exception {
    assumeTrue(
        OpaProgram.find(System.getenv().getOrDefault("PATH", "")).isPresent(),
        "opa is not on the PATH: install opa 1.22.2 from https://www.openpolicyagent.org");
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addFirst("opa");
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int status = process.waitFor();
    assertEquals(0, status, command + Files.readString(output));
  }

  private static void assertRefused(String problem, Bundle bundle, VerificationKeys keys) {
    BundleException refusal =
        assertThrows(BundleException.class, () -> BundleVerification.of(bundle, keys, "write"));
    assertTrue(String.valueOf(refusal.getMessage()).contains(problem), refusal.getMessage());
  }

  @Test
  void signatureForAnotherScopeOrKeyOrOtherFilesIsRefused() throws Exception {
    keys("ES256");
    assertRefused("is not signed, ", bundle(), verificationKeys("default"));
    Bundle unscoped = READER.read("b.tar.gz", signed("default", "ES256", ""));
    assertRefused("not signed for the scope 'write'", unscoped, verificationKeys("default"));
    Bundle other = READER.read("b.tar.gz", signed("default", "ES256", "read"));
    assertRefused("not signed for the scope 'write'", other, verificationKeys("default"));
    Bundle scoped = READER.read("b.tar.gz", signed("team", "ES256", "write"));
    assertRefused("names the key 'team'", scoped, verificationKeys("default"));
    SortedMap<String, byte[]> files = new TreeMap<>(scoped.files());
    files.put("p/p.rego", utf8("package p\n\nallow := true\n"));
    Bundle changed = READER.read("b.tar.gz", BundleWriter.archive(files));
    assertRefused("p/p.rego was changed", changed, verificationKeys("team"));
    keys("ES256");
    assertRefused("that the key 'team' did not make", scoped, verificationKeys("team"));
  }

  @ParameterizedTest
  @CsvSource({
    "ES256, HS256, cannot sign with HS256",
    "ES256, none, cannot sign with none",
    "ES256, ES384, is a key of another kind",
    "ES256, RS256, is a key of another kind",
    "RS256, ES256, is a key of another kind",
  })
  void keyThatCannotSignSoIsRefused(String made, String asked, String problem) throws Exception {
    keys(made);
    assertKeyRefused(problem, asked);
  }

  private void assertKeyRefused(String problem, String algorithm) throws Exception {
    Path file = folder.resolve("key.pem");
    BundleException refusal =
        assertThrows(BundleException.class, () -> SigningKey.read(file, "default", algorithm));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(problem), message);
    String body = Files.readString(file).lines().skip(1).findFirst().orElse("-----");
    assertFalse(
        refusal.toString().contains(body) || String.valueOf(refusal.getCause()).contains(body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c2VjcmV0\nc2VjcmV0",
        "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----",
        "-----BEGIN PUBLIC KEY-----\nc2VjcmV0\n-----END PUBLIC KEY-----"
      })
  void whatIsNoPrivateKeyIsRefusedWithoutBeingShown(String pem) throws Exception {
    Files.writeString(folder.resolve("key.pem"), pem);
    assertKeyRefused("openssl pkcs8 -topk8", "ES256");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
  void opaAndThisReaderTakeTheSignature(String algorithm) throws Exception {
    keys(algorithm);
    Path ours = Files.write(folder.resolve("ours.tar.gz"), signed("default", algorithm, "write"));
    BundleVerification own =
        BundleVerification.of(READER.read(ours), verificationKeys("default"), "write");
    assertEquals("default", own.keyId());
    assertEquals(algorithm, own.algorithm());
    assertEquals(FILES.keySet(), own.files().keySet());
    opa(
        folder,
        "build",
        "--bundle",
        "ours.tar.gz",
        "--output=again.tar.gz",
        "--scope=write",
        "--verification-key=public.pem",
        "--signing-alg=" + algorithm);

    Path sources = folder.resolve("sources");
    for (Map.Entry<String, byte[]> file : FILES.entrySet()) {
      Path path = sources.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    String[] key = {"--signing-key=" + folder.resolve("key.pem"), "--signing-alg=" + algorithm};
    opa(
        sources,
        "build",
        "--bundle",
        ".",
        "--output=" + folder.resolve("built.tar.gz"),
        key[0],
        key[1]);
    assertEquals(
        algorithm,
        BundleVerification.of(
                READER.read(folder.resolve("built.tar.gz")), verificationKeys("default"), "")
            .algorithm());
    Path claims = Files.writeString(folder.resolve("claims"), "{\"keyid\":\"k\",\"scope\":\"s\"}");
    opa(sources, "sign", "--bundle", ".", "--claims-file=" + claims, key[0], key[1]);
    assertEquals(
        FILES.keySet(),
        BundleVerification.of(READER.read(sources), verificationKeys("k"), "s").files().keySet());
  }

  @Test
  void algorithmFollowsTheKeyWhenNoneIsAskedFor() throws Exception {
    for (String algorithm : List.of("RS256", "ES256", "ES384", "ES512")) {
      keys(algorithm);
      assertEquals(
          algorithm, SigningKey.read(folder.resolve("key.pem"), "default", null).algorithm());
    }
  }

  @Test
  void signingAgainReplacesTheSignature() throws Exception {
    keys("RS256");
    Bundle once = READER.read("b.tar.gz", signed("default", "RS256", ""));
    SigningKey key = SigningKey.read(folder.resolve("key.pem"), "default", "RS256");
    Bundle twice = READER.read("b.tar.gz", new BundleSigner(key, "").archive(once));
    assertEquals(once.digest(), twice.digest(), "RS256 gives the same bytes each time");
    assertEquals(
        FILES.size(), BundleVerification.of(twice, verificationKeys("default"), "").files().size());
  }
}
