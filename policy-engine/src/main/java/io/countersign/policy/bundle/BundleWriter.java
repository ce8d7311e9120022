package io.countersign.policy.bundle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes a bundle's tar.gz. The same files give the same bytes on the same Java machine: they are
 * ordered by path and have neither times nor owners.
 */
public final class BundleWriter {
  private static final int FILE_MODE = 0100644;

  private BundleWriter() {}

  /**
   * The archive. Its names begin with a slash as those of {@code opa build} do, because OPA looks
   * for the modules of a manifest under such names.
   *
   * @param files by path, without a slash in front
   */
  public static byte[] archive(SortedMap<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GZIPOutputStream(bytes), StandardCharsets.UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry =
            new TarArchiveEntry("/" + file.getKey(), /* preserveAbsolutePath= */ true);
        entry.setSize(file.getValue().length);
        entry.setMode(FILE_MODE);
        entry.setModTime(0L);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}
