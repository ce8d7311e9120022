package io.countersign.policy.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BundleSetTest {
  private final BundleReader reader =
      new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);

  /** A manifest with these roots, separated by blanks; a dot stands for the empty one. */
  private static String manifest(String roots) {
    List<String> all = roots.isEmpty() ? List.of() : List.of(roots.split(" "));
    return "{\"roots\": ["
        + all.stream()
            .map(root -> "\"" + (root.equals(".") ? "" : root) + "\"")
            .collect(Collectors.joining(","))
        + "]}";
  }

  private Bundle policy(String manifest, String data) throws BundleException {
    return read("policy", new TarGz().file("/policy.wasm", "module"), manifest, data);
  }

  private Bundle data(String name, String manifest, String data) throws BundleException {
    return read(name, new TarGz(), manifest, data);
  }

  private Bundle read(String name, TarGz files, String manifest, String data)
      throws BundleException {
    return reader.read(name, files.file("/.manifest", manifest).file("/data.json", data).bytes());
  }

  private static SortedMap<String, Bundle> others(Bundle... bundles) {
    SortedMap<String, Bundle> others = new TreeMap<>();
    for (Bundle bundle : bundles) {
      others.put(bundle.name(), bundle);
    }
    return others;
  }

  private static JsonObject json(String text) throws Exception {
    return (JsonObject) JsonParser.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private String refusal(Bundle policy, Bundle... others) {
    return String.valueOf(
        assertThrows(BundleException.class, () -> reader.merge(policy, others(others)))
            .getMessage());
  }

  // Roots

  @ParameterizedTest
  @CsvSource({
    "a, a",
    "a, /a/",
    "a, a/b",
    "a/b, a",
    "a/b, a/b/c/d",
    "., a",
    "a, .",
    "., .",
    "x a, b a/c",
    "a!, a!/b",
    "a/b, a a!",
  })
  void rootsThatOverlapAreRefusedWithBothNames(String first, String second) throws Exception {
    String refusal =
        refusal(policy(manifest(first), "{}"), data("registry", manifest(second), "{}"));
    assertTrue(refusal.contains("policy"), refusal);
    assertTrue(refusal.contains("registry"), refusal);
    assertTrue(refusal.contains("roots of its own"), refusal);
  }

  @ParameterizedTest
  @CsvSource({"a, b", "a, ab", "ab, a", "a/b, a/c", "a/b, a/bc", "a b/c, b/d ab", "a, a!"})
  void rootsThatDoNotAreNot(String first, String second) throws Exception {
    Bundle merged =
        reader.merge(
            policy(manifest(first), "{}"), others(data("registry", manifest(second), "{}")));
    String roots = (first + " " + second).strip();
    assertEquals(List.of(roots.split(" ")), merged.manifest().roots());
  }

  @Test
  void dataBundlesMayNotOverlapEither() throws Exception {
    String refusal =
        refusal(
            policy(manifest("a"), "{}"),
            data("one", manifest("b"), "{}"),
            data("two", manifest("c b/x"), "{}"));
    assertTrue(refusal.contains("one") && refusal.contains("two"), refusal);
  }

  @Test
  void aBundleWithoutRootsOwnsAllAndIsRefusedBesideOthers() throws Exception {
    String refusal = refusal(policy("{}", "{}"), data("registry", manifest("a"), "{}"));
    assertTrue(refusal.contains("all data (no roots in .manifest"), refusal);
  }

  @Test
  void dataOutsideTheRootsIsRefused() {
    assertThrows(
        BundleException.class, () -> data("registry", manifest("a/b"), "{\"a\": {\"c\": 1}}"));
    assertThrows(BundleException.class, () -> data("registry", manifest("a"), "{\"ab\": 1}"));
    assertThrows(BundleException.class, () -> data("registry", manifest(""), "{\"a\": 1}"));
  }

  // Policy

  @ParameterizedTest
  @ValueSource(strings = {"policy.wasm", "plan.json", "b/x.rego", "b/other.wasm"})
  void policyInADataBundleIsRefused(String file) throws Exception {
    Bundle registry =
        read("registry", new TarGz().file("/" + file, "package b"), manifest("b"), "{}");
    String refusal = refusal(policy(manifest("a"), "{}"), registry);
    assertTrue(refusal.contains(file) && refusal.contains("registry"), refusal);
  }

  @Test
  void tooMuchTogetherIsRefused() throws Exception {
    BundleReader small =
        new BundleReader(new BundleLimits(8_192, 8_192, 10, 100, 10), VerificationKeys.NONE);
    String half = "{\"%s\": \"" + "x".repeat(4_500) + "\"}";
    Bundle policy = policy(manifest("a"), half.replace("%s", "a"));
    Bundle registry = data("registry", manifest("b"), half.replace("%s", "b"));
    assertThrows(BundleException.class, () -> small.merge(policy, others(registry)));
  }

  // What comes of it

  @Test
  void aloneABundleKeepsItsIdentity() throws Exception {
    Bundle policy = policy("{}", "{}");
    assertSame(policy, reader.merge(policy, new TreeMap<>()));
  }

  @Test
  void theSetHasThePolicyAndAllData() throws Exception {
    Bundle merged =
        reader.merge(
            policy(manifest("a/rules a/limits"), "{\"a\": {\"limits\": {\"x\": 1.10}}}"),
            others(
                data("registry", manifest("a/ids"), "{\"a\": {\"ids\": {\"s\": 1}}}"),
                data("zones", manifest("zones"), "{\"zones\": [1, 2]}")));
    assertArrayEquals("module".getBytes(StandardCharsets.UTF_8), merged.wasm().orElseThrow());
    assertEquals(
        json("{\"a\": {\"limits\": {\"x\": 1.10}, \"ids\": {\"s\": 1}}, \"zones\": [1, 2]}"),
        merged.data());
    assertTrue(merged.name().contains("policy with registry, zones"), merged.name());
  }

  @Test
  void theArchiveIsAllThatIsNeededToReadItAgain() throws Exception {
    Bundle merged =
        reader.merge(
            read(
                "policy",
                new TarGz()
                    .file("/a/policy.wasm", "module")
                    .file("/a/deep/data.yaml", "y: [1, 2.50, text]")
                    .file("/a/rules.rego", "package a")
                    .file("/.signatures.json", "{}"),
                "{\"revision\": \"r1\", \"roots\": [\"a\"], \"rego_version\": 1, \"wasm\":"
                    + " [{\"entrypoint\": \"a/allow\", \"module\": \"/a/policy.wasm\"}]}",
                "{}"),
            others(data("registry", manifest("b"), "{\"b\": 12345678901234567890.123}")));
    Bundle again = reader.read("kept", merged.archive());
    assertEquals(merged.digest(), again.digest());
    assertEquals(merged.data(), again.data());
    assertEquals(merged.manifest(), again.manifest());
    assertEquals(merged.paths(), again.paths());
    assertEquals("r1", again.manifest().revision());
    assertArrayEquals(merged.wasm().orElseThrow(), again.wasm().orElseThrow());
    assertEquals(
        List.of(".manifest", "a/deep/data.yaml", "a/policy.wasm", "a/rules.rego", "data.json"),
        List.copyOf(again.paths()));
  }

  @Test
  void dataInTheSameFolderAreWrittenAnewAndOthersStayAsTheyAre() throws Exception {
    String exact = "{ \"x\" : 12345678901234567890.10 }";
    Bundle policy =
        read(
            "policy",
            new TarGz()
                .file("/policy.wasm", "module")
                .file("/a/data.json", "{\"own\": 1}")
                .file("/a/deep/data.json", exact),
            manifest("a/own a/deep"),
            "{}");
    Bundle registry =
        read(
            "registry",
            new TarGz().file("/a/data.yaml", "ids: {k: 1.50}").file("/b/data.json", exact),
            manifest("a/ids b c"),
            "{\"c\": []}");
    Bundle merged = reader.merge(policy, others(registry));
    Bundle again = reader.read("kept", merged.archive());
    assertEquals(
        json(
            "{\"a\": {\"own\": 1, \"ids\": {\"k\": 1.50}, \"deep\": %s}, \"b\": %s, \"c\": []}"
                .replace("%s", exact)),
        again.data());
    assertEquals(again.data(), merged.data());
    assertEquals(
        List.of(
            ".manifest",
            "a/data.json",
            "a/deep/data.json",
            "b/data.json",
            "data.json",
            "policy.wasm"),
        List.copyOf(again.paths()));
    assertArrayEquals(
        exact.getBytes(StandardCharsets.UTF_8), again.file("b/data.json").orElseThrow());
  }

  @Test
  void theIdentityIsThatOfItsMembersAndTheirNames() throws Exception {
    Bundle policy = policy(manifest("a"), "{}");
    Bundle registry = data("registry", manifest("b"), "{\"b\": 1}");
    Bundle zones = data("zones", manifest("c"), "{\"c\": 1}");
    Bundle set = reader.merge(policy, others(registry, zones));
    assertEquals(set.digest(), reader.merge(policy, others(zones, registry)).digest());

    SortedMap<String, Bundle> renamed = others(registry);
    renamed.put("areas", zones);
    assertNotEquals(set.digest(), reader.merge(policy, renamed).digest());

    Bundle sameData = data("zones", manifest("c"), "{\"c\":  1}");
    assertNotEquals(zones.digest(), sameData.digest());
    assertNotEquals(set.digest(), reader.merge(policy, others(registry, sameData)).digest());

    String manifest = new String(set.file(".manifest").orElseThrow(), StandardCharsets.UTF_8);
    for (Bundle member : List.of(policy, registry, zones)) {
      assertTrue(manifest.contains(member.digest().hex()), manifest);
    }
  }
}
