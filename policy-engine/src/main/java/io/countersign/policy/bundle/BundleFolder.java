package io.countersign.policy.bundle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A folder as a bundle. Its canonical archive is what gives it an identity: the files that make a
 * bundle, ordered by path, without times, owners or modes. It is gzip without compression, because
 * what a compressor writes differs between its versions.
 */
final class BundleFolder {
  private static final int MAX_STORED_BLOCK = 65_535;
  private static final int FILE_MODE = 0100644;

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
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      for (Map.Entry<String, Path> file : files.entrySet()) {
        if (Files.size(file.getValue()) > limits.maxInflatedBytes() - bytes.size()) {
          throw new BundleException(
              bundle, "has more than " + limits.maxInflatedBytes() + " bytes: ship less data");
        }
        byte[] content = Files.readAllBytes(file.getValue());
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(content.length);
        entry.setMode(FILE_MODE);
        entry.setModTime(0L);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return storedGzip(bytes.toByteArray());
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

  /** RFC 1952 around stored blocks of RFC 1951 §3.2.4. */
  private static byte[] storedGzip(byte[] content) {
    int blocks = Math.max(1, Math.ceilDiv(content.length, MAX_STORED_BLOCK));
    int size = Math.addExact(Math.addExact(content.length, Math.multiplyExact(blocks, 5)), 18);
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF});
    for (int block = 0; block < blocks; block++) {
      int start = block * MAX_STORED_BLOCK;
      int length = Math.min(MAX_STORED_BLOCK, content.length - start);
      out.put((byte) (block == blocks - 1 ? 1 : 0));
      out.putShort((short) length).putShort((short) ~length);
      out.put(content, start, length);
    }
    CRC32 crc = new CRC32();
    crc.update(content);
    return out.putInt((int) crc.getValue()).putInt(content.length).array();
  }
}
