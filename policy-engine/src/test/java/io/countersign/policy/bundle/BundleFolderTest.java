package io.countersign.policy.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BundleFolderTest {
  @TempDir Path temporary;
  private final BundleReader reader =
      new BundleReader(BundleLimits.defaults(), VerificationKeys.NONE);
  private Path folder = Path.of("");

  @BeforeEach
  void makeFolder() throws Exception {
    folder = Files.createDirectories(temporary.resolve("bundle"));
    Files.createDirectories(folder.resolve("a"));
    Files.writeString(folder.resolve("a/data.json"), "{\"x\": 1}");
    Files.writeString(folder.resolve("policy.rego"), "package p");
    Files.writeString(folder.resolve("README.md"), "not part of a bundle");
  }

  private BundleException refusal(Path path) {
    return assertThrows(BundleException.class, () -> reader.read(path));
  }

  @Test
  void pathThatIsNotThereIsRefused() {
    assertTrue(
        String.valueOf(refusal(temporary.resolve("none")).getMessage()).contains("no such file"));
  }

  @Test
  void folderWithoutABundleIsRefused() throws Exception {
    Path empty = Files.createDirectories(temporary.resolve("empty"));
    assertTrue(String.valueOf(refusal(empty).getMessage()).contains("holds no file of a bundle"));
  }

  @Test
  void linkThatLeavesTheFolderIsRefused() throws Exception {
    Path outside = Files.writeString(temporary.resolve("secret.json"), "{}");
    Files.createSymbolicLink(folder.resolve("data.json"), outside);
    assertTrue(String.valueOf(refusal(folder).getMessage()).contains("data.json is a link"));
  }

  @Test
  void loopOfLinksIsRefused() throws Exception {
    Files.createSymbolicLink(folder.resolve("a/again"), folder);
    assertTrue(String.valueOf(refusal(folder).getMessage()).contains("cannot be read"));
  }

  @Test
  void mountedConfigMapIsReadOnce() throws Exception {
    Path mount = Files.createDirectories(temporary.resolve("mount"));
    Path version = Files.createDirectories(mount.resolve("..2026_11_22"));
    Files.writeString(version.resolve("data.json"), "{\"x\": 1}");
    Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026_11_22"));
    Files.createSymbolicLink(mount.resolve("data.json"), Path.of("..data/data.json"));
    assertEquals(Set.of("data.json"), reader.read(mount).paths());
  }

  @Test
  void filesThatAreNoPartOfABundleAreLeftOut() throws Exception {
    assertEquals(Set.of("a/data.json", "policy.rego"), reader.read(folder).paths());
  }

  @Test
  void sameFilesHaveTheSameIdentityWhenAndWhereverTheyWereWritten() throws Exception {
    Bundle first = reader.read(folder);
    Path copy = Files.createDirectories(temporary.resolve("copy"));
    Files.writeString(copy.resolve("policy.rego"), "package p");
    Files.createDirectories(copy.resolve("a"));
    Files.writeString(copy.resolve("a/data.json"), "{\"x\": 1}");
    Files.setLastModifiedTime(
        copy.resolve("policy.rego"), FileTime.from(Instant.ofEpochSecond(1_000_000)));
    assertEquals(first.digest(), reader.read(copy).digest());
    Files.writeString(copy.resolve("a/data.json"), "{\"x\": 2}");
    assertTrue(!first.digest().equals(reader.read(copy).digest()));
  }

  /** The log keeps folders under this identity, so it must outlive a release. */
  @Test
  void canonicalArchiveStaysWhatItIs() throws Exception {
    assertEquals(
        "f8a8ea3a843ee59f401c89b0a2631e666eb7c5aa7eb4c5f3e5614cf918cb2a7d",
        reader.read(folder).digest().hex());
  }

  @Test
  void canonicalArchiveIsABundleWithTheSameIdentity() throws Exception {
    Bundle bundle = reader.read(folder);
    Bundle again = reader.read("kept", bundle.archive());
    assertEquals(bundle.digest(), again.digest());
    assertEquals(bundle.data(), again.data());
    assertArrayEquals(bundle.archive(), again.archive());
  }

  @Test
  void largeFolderIsStoredInManyBlocks() throws Exception {
    Files.writeString(folder.resolve("data.json"), "{\"y\": \"" + "z".repeat(200_000) + "\"}");
    assertEquals(200_000, reader.read(folder).data().string("y").orElse("").length());
  }
}
