package io.countersign.policy.bundle;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder as a bundle. Its {@link CanonicalArchive} is what gives it an identity. */
final class BundleFolder {
  private BundleFolder() {}

  /** Whether a bundle may consist of such a file; others in the folder are not read. */
  static boolean belongs(String path) {
    return switch (BundlePaths.name(path)) {
      case "data.json", "data.yaml", "data.yml" -> true;
      case "policy.wasm", "plan.json", Manifest.FILE, BundleSignatures.FILE ->
          BundlePaths.folder(path).isEmpty();
      default -> path.endsWith(".rego") || path.endsWith(".wasm");
    };
  }

  /** Reads the folder into its canonical archive. */
  static byte[] archive(Path folder, BundleLimits limits) throws BundleException, IOException {
    String bundle = folder.toString();
    SortedMap<String, Path> files = list(bundle, folder, limits);
    if (files.isEmpty()) {
      throw new BundleException(bundle, "holds no file of a bundle: build one with opa build");
    }
    CanonicalArchive archive = new CanonicalArchive(bundle, limits);
    for (Map.Entry<String, Path> file : files.entrySet()) {
      archive.reserve(Files.size(file.getValue()));
      archive.add(file.getKey(), Files.readAllBytes(file.getValue()));
    }
    return archive.bytes();
  }

  private static SortedMap<String, Path> list(String bundle, Path folder, BundleLimits limits)
      throws BundleException, IOException {
    Path real = folder.toRealPath();
    SortedMap<String, Path> files = new TreeMap<>();
    // Kubernetes mounts a ConfigMap as links to a folder '..data', so links are followed; the
    // folders behind them have names with two dots in front and are not read a second time.
    try (Stream<Path> found =
        Files.walk(real, limits.maxPathDepth(), FileVisitOption.FOLLOW_LINKS)) {
      int entries = 0;
      for (Path file : (Iterable<Path>) found::iterator) {
        if (++entries > limits.maxEntries()) {
          throw new BundleException(
              bundle, "has more than " + limits.maxEntries() + " files: ship fewer");
        }
        String path = real.relativize(file).toString().replace('\\', '/');
        if (path.startsWith("..") || path.contains("/..") || !Files.isRegularFile(file)) {
          continue;
        }
        if (belongs(path)) {
          if (!file.toRealPath().startsWith(real)) {
            throw new BundleException(
                bundle,
                BundlePaths.shown(path)
                    + " is a link that leaves the folder: put the file itself there");
          }
          files.put(BundlePaths.normalized(bundle, path, limits), file);
        }
      }
    }
    return files;
  }
}
