package io.countersign.policy.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.countersign.decision.json.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class HostileBundleTest {
  private static final BundleLimits LIMITS = new BundleLimits(1 << 20, 4 << 20, 50, 200, 8);

  private static TarGz tar() {
    return new TarGz().file("policy.rego", "package p");
  }

  private static TarGz data(String json) {
    return tar().file("data.json", json);
  }

  private static TarGz manifest(String json) {
    return tar().file(".manifest", json);
  }

  private static TarGz yaml(String text) {
    return tar().file("data.yaml", text);
  }

  static Stream<Arguments> hostile() throws IOException {
    byte[] good = data("{\"a\": 1}").bytes();
    return Stream.of(
        arguments("nothing", new byte[0], "is no tar.gz"),
        arguments("text", "not an archive".getBytes(StandardCharsets.UTF_8), "is no tar.gz"),
        arguments("gzip of text", gzip("not a tar".repeat(200)), "is no tar.gz"),
        arguments("truncated", Arrays.copyOf(good, good.length - 20), "is no tar.gz"),
        arguments("truncated early", Arrays.copyOf(good, 30), "is no tar.gz"),
        arguments("one byte changed", changed(good), "is no tar.gz"),
        arguments("empty tar", new TarGz().bytes(), "holds no file of a bundle"),
        arguments(
            "other files", new TarGz().file("README", "x").bytes(), "holds no file of a bundle"),
        arguments("parent folder", tar().file("../data.json", "{}").bytes(), "no path inside"),
        arguments("parent inside", tar().file("a/../../b.rego", "x").bytes(), "no path inside"),
        arguments("parent at the end", tar().folder("a/..").bytes(), "no path inside"),
        arguments("dot", tar().file("a/./data.json", "{}").bytes(), "no path inside"),
        arguments("two slashes", tar().file("//etc/data.json", "{}").bytes(), "no path inside"),
        arguments("empty segment", tar().file("a//data.json", "{}").bytes(), "no path inside"),
        arguments("backslash", tar().file("..\\data.json", "{}").bytes(), "backslash"),
        arguments("control character", tar().file("a\nb.rego", "x").bytes(), "control character"),
        arguments(
            "symbolic link",
            tar().special("data.json", TarConstants.LF_SYMLINK, "/etc/passwd").bytes(),
            "data.json is a link"),
        arguments(
            "hard link",
            tar().special("data.json", TarConstants.LF_LINK, "policy.rego").bytes(),
            "data.json is a link"),
        arguments(
            "device", tar().special("data.json", TarConstants.LF_CHR, "").bytes(), "special file"),
        arguments(
            "pipe", tar().special("data.json", TarConstants.LF_FIFO, "").bytes(), "special file"),
        arguments("twice", data("{}").file("data.json", "{}").bytes(), "data.json is there twice"),
        arguments("twice, other name", data("{}").file("/data.json", "{}").bytes(), "there twice"),
        arguments(
            "file and folder", tar().file("a", "x").folder("a").bytes(), "a is both a file and"),
        arguments("too deep", tar().file("a/b/c/d/e/f/g/h/i/x.rego", "x").bytes(), "deeper than 8"),
        arguments(
            "path too long", tar().file("a".repeat(201) + ".rego", "x").bytes(), "longer than 200"),
        arguments("too many", many(), "more than 50 files"),
        arguments("bomb", tar().file("data.json", new byte[5 << 20]).bytes(), "inflates to more"),
        arguments("bomb of headers", manyFolders(), "more than 50 files"),
        arguments("too large", new byte[(1 << 20) + 1], "is larger than 1048576"),
        arguments("manifest no JSON", manifest("{").bytes(), ".manifest is not JSON"),
        arguments("manifest no object", manifest("[]").bytes(), ".manifest is not a JSON object"),
        arguments(
            "manifest twice", manifest("{\"roots\":[], \"roots\":[\"\"]}").bytes(), "given twice"),
        arguments("revision", manifest("{\"revision\": 1}").bytes(), "revision"),
        arguments("roots", manifest("{\"roots\": \"a\"}").bytes(), "roots that is no array"),
        arguments("root", manifest("{\"roots\": [1]}").bytes(), "root that is no string"),
        arguments("overlap", manifest("{\"roots\": [\"a\", \"a/b\"]}").bytes(), "overlapping"),
        arguments("overlap all", manifest("{\"roots\": [\"\", \"b\"]}").bytes(), "overlapping"),
        arguments("rego version", manifest("{\"rego_version\": 7}").bytes(), "rego_version"),
        arguments("resolver", manifest("{\"wasm\": [{}]}").bytes(), "without entrypoint"),
        arguments("data no JSON", data("{\"a\":}").bytes(), "data.json is not JSON"),
        arguments("data twice", data("{\"a\": 1, \"a\": 2}").bytes(), "name given twice"),
        arguments("data no object", data("[]").bytes(), "data.json is not an object"),
        arguments("data too deep", data("{\"a\":" + "[".repeat(100)).bytes(), "nested deeper"),
        arguments(
            "data no UTF-8",
            data("x").file("a/data.json", bytes(0x22, 0xFF, 0x22)).bytes(),
            "a/data.json is not JSON"),
        arguments(
            "data outside of roots",
            manifest("{\"roots\": [\"a\"]}").file("data.json", "{\"b\": 1}").bytes(),
            "data.json gives data.b, which is outside the roots"),
        arguments(
            "data beside a deep root",
            manifest("{\"roots\": [\"a/b\"]}").file("a/data.json", "{\"c\": 1}").bytes(),
            "a/data.json gives data.a.c, which is outside"),
        arguments(
            "data above a root",
            manifest("{\"roots\": [\"a/b\"]}").file("data.json", "{\"a\": 1}").bytes(),
            "data.json gives data.a, which is outside"),
        arguments(
            "data with no roots",
            manifest("{\"roots\": []}").file("data.json", "{\"a\": 1}").bytes(),
            "data.json gives data."),
        arguments(
            "data in two files",
            tar()
                .file("a/data.json", "{\"b\": 1}")
                .file("data.json", "{\"a\": {\"b\": 2}}")
                .bytes(),
            "gives data.a.b a second time"),
        arguments("yaml broken", yaml("a: [").bytes(), "data.yaml line"),
        arguments("yaml twice", yaml("a: 1\na: 2").bytes(), "data.yaml line 2"),
        arguments("yaml documents", yaml("a: 1\n---\na: 2").bytes(), "data.yaml line"),
        arguments("yaml alias", yaml("a: &x [1]\nb: *x").bytes(), "aliases"),
        arguments("yaml merge", yaml("a: 1\n<<: {b: 1}").bytes(), "line 2 has a name"),
        arguments("yaml tag", yaml("a: !!java.lang.Object {}").bytes(), "data.yaml line 1"),
        arguments("yaml yes", yaml("a: 1\nb: yes").bytes(), "line 2 has a word"),
        arguments("yaml octal", yaml("a: 010").bytes(), "line 1 has a number"),
        arguments("yaml minutes", yaml("a: 1:30").bytes(), "line 1 has a number"),
        arguments("yaml date", yaml("a: 2026-01-01").bytes(), "line 1 has a number, time"),
        arguments("yaml not a number", yaml("a: .nan").bytes(), "line 1 has a number"),
        arguments("yaml deep", yaml("a: " + "[".repeat(100)).bytes(), "nests too deep"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void isRefusedInOneLineThatNamesTheBundle(String name, byte[] archive, String problem) {
    BundleException refusal =
        assertThrows(
            BundleException.class,
            () -> new BundleReader(LIMITS, VerificationKeys.NONE).read("policy.tar.gz", archive));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.startsWith("policy.tar.gz: "), message);
    assertTrue(message.contains(problem), message);
    assertFalse(message.contains("\n"), message);
    assertTrue(message.length() < 400, message);
  }

  @Test
  void moduleThatTheManifestNamesMustBeThere() throws BundleException {
    byte[] archive =
        manifest("{\"wasm\": [{\"entrypoint\": \"p/x\", \"module\": \"/policy.wasm\"}]}").bytes();
    Bundle bundle = new BundleReader(LIMITS, VerificationKeys.NONE).read("policy.tar.gz", archive);
    BundleException refusal = assertThrows(BundleException.class, bundle::wasm);
    assertTrue(String.valueOf(refusal.getMessage()).contains("policy.wasm is missing"));
  }

  @Test
  void dataOfAllFilesIsPutTogether() throws Exception {
    byte[] archive =
        manifest("{\"revision\": \"7\", \"roots\": [\"a\", \"c/d\"]}")
            .file("/data.json", "{\"a\": {\"x\": 1}}")
            .folder("a")
            .file("./a/b/data.json", "[1.10, \"é\"]")
            .file("c/d/data.yaml", "y: 1.5\nz:\n- null\n- \"yes\"\n- true\n- on the way")
            .bytes();
    Bundle bundle = new BundleReader(LIMITS, VerificationKeys.NONE).read("b", archive);
    assertEquals(
        JsonParser.parse(
            "{\"a\":{\"x\":1,\"b\":[1.1,\"é\"]},\"c\":{\"d\":{\"y\":1.5,\"z\":[null,\"yes\",true,\"on the way\"]}}}"
                .getBytes(StandardCharsets.UTF_8)),
        bundle.data());
    assertEquals("7", bundle.manifest().revision());
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] changed(byte[] archive) {
    byte[] changed = archive.clone();
    changed[changed.length / 2] ^= 0x55;
    return changed;
  }

  private static byte[] many() {
    TarGz tar = tar();
    for (int i = 0; i < 50; i++) {
      tar.file("f" + i + ".rego", "package p");
    }
    return tar.bytes();
  }

  private static byte[] manyFolders() {
    TarGz tar = tar();
    for (int i = 0; i < 5_000; i++) {
      tar.folder("f" + i);
    }
    return tar.bytes();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
