package io.countersign.policy.bundle;

import io.countersign.decision.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedMap;

/** Reads OPA bundles from archives and folders. */
public final class BundleReader {
  private final BundleLimits limits;
  private final VerificationKeys keys;

  /**
   * A reader.
   *
   * @param keys when there are any, a bundle that none of them signed is refused
   */
  public BundleReader(BundleLimits limits, VerificationKeys keys) {
    this.limits = limits;
    this.keys = keys;
  }

  /** Reads a tar.gz, or a folder through its canonical archive. */
  public Bundle read(Path path) throws BundleException {
    try {
      byte[] archive =
          Files.isDirectory(path) ? BundleFolder.archive(path, limits) : readArchive(path);
      return read(path.toString(), archive);
    } catch (NoSuchFileException e) {
      throw new BundleException(
          path.toString(), "there is no such file or folder: correct the path", e);
    } catch (IOException | UncheckedIOException e) {
      throw new BundleException(
          path.toString(), "cannot be read (" + e.getClass().getSimpleName() + "): look at it", e);
    }
  }

  /**
   * Reads a tar.gz.
   *
   * @param name what messages call the bundle
   */
  public Bundle read(String name, byte[] archive) throws BundleException {
    if (archive.length > limits.maxArchiveBytes()) {
      throw tooLarge(name);
    }
    byte[] own = archive.clone();
    SortedMap<String, byte[]> files = BundleArchive.files(name, own, limits);
    if (files.keySet().stream().noneMatch(BundleFolder::belongs)) {
      throw new BundleException(name, "holds no file of a bundle: build one with opa build");
    }
    if (!keys.isEmpty()) {
      BundleVerification _ = BundleSignatures.verify(name, files, keys, /* scope= */ "");
    }
    byte[] manifestFile = files.get(Manifest.FILE);
    Manifest manifest = manifestFile == null ? Manifest.NONE : Manifest.parse(name, manifestFile);
    JsonObject data = BundleData.merge(name, manifest, files);
    return new Bundle(name, own, manifest, data, files);
  }

  /**
   * Puts bundles together that own disjoint roots, as OPA does with several of them
   * (openpolicyagent.org/docs/management-bundles, "Multiple Sources of Policy and Data").
   *
   * @param policy the one with the policy to run
   * @param data the others by their names, which carry data alone
   * @throws BundleException when roots overlap, another carries policy, or all are too large
   */
  public Bundle merge(Bundle policy, SortedMap<String, Bundle> data) throws BundleException {
    return data.isEmpty() ? policy : BundleSet.merge(policy, data, limits);
  }

  private byte[] readArchive(Path path) throws IOException, BundleException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] archive = in.readNBytes(Math.toIntExact(limits.maxArchiveBytes() + 1));
      if (archive.length > limits.maxArchiveBytes()) {
        throw tooLarge(path.toString());
      }
      return archive;
    }
  }

  private BundleException tooLarge(String name) {
    return new BundleException(
        name, "is larger than " + limits.maxArchiveBytes() + " bytes: ship less data");
  }
}
