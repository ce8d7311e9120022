package io.countersign.policy.bundle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes the archive that gives an identity to what has none of its own: the files that make a
 * bundle, without times, owners or modes; the caller orders them by path. It is gzip without
 * compression, because what a compressor writes differs between its versions.
 */
final class CanonicalArchive {
  private static final int MAX_STORED_BLOCK = 65_535;
  private static final int FILE_MODE = 0100644;

  private final String bundle;
  private final BundleLimits limits;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar =
      new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name());

  /**
   * An archive without files.
   *
   * @param bundle what messages call it
   */
  CanonicalArchive(String bundle, BundleLimits limits) {
    this.bundle = bundle;
    this.limits = limits;
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
  }

  /** Refuses a file that there is no room for. */
  void reserve(long size) throws BundleException {
    if (size > limits.maxInflatedBytes() - bytes.size()) {
      throw new BundleException(
          bundle, "has more than " + limits.maxInflatedBytes() + " bytes: ship less data");
    }
  }

  /** Adds a file. */
  void add(String path, byte[] content) throws BundleException, IOException {
    reserve(content.length);
    TarArchiveEntry entry = new TarArchiveEntry(path);
    entry.setSize(content.length);
    entry.setMode(FILE_MODE);
    entry.setModTime(0L);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  /** Ends the archive. */
  byte[] bytes() throws IOException {
    tar.close();
    return storedGzip(bytes.toByteArray());
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
