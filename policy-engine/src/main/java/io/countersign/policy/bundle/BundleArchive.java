package io.countersign.policy.bundle;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Reads the files of a bundle's tar.gz into memory; nothing of it touches the disk. */
final class BundleArchive {
  /** The types of entries that have content of their own (POSIX ustar). */
  private static final Set<Byte> PLAIN_FILES =
      Set.of(TarConstants.LF_OLDNORM, TarConstants.LF_NORMAL, TarConstants.LF_CONTIG);

  private BundleArchive() {}

  /** The files by their path; folders are left out. */
  static SortedMap<String, byte[]> files(String bundle, byte[] archive, BundleLimits limits)
      throws BundleException {
    try (InputStream inflated =
            new BoundedInput(
                new GZIPInputStream(new ByteArrayInputStream(archive)), limits.maxInflatedBytes());
        TarArchiveInputStream tar = new TarArchiveInputStream(inflated)) {
      return files(bundle, tar, limits);
    } catch (TooLargeException e) {
      throw new BundleException(
          bundle,
          "inflates to more than "
              + limits.maxInflatedBytes()
              + " bytes: it is no bundle, or ships too much data",
          e);
    } catch (IOException | IllegalArgumentException e) {
      throw new BundleException(
          bundle, "is no tar.gz archive, or a damaged one: build it with opa build", e);
    }
  }

  private static SortedMap<String, byte[]> files(
      String bundle, TarArchiveInputStream tar, BundleLimits limits)
      throws BundleException, IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    Set<String> folders = new HashSet<>();
    int entries = 0;
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (++entries > limits.maxEntries()) {
        throw new BundleException(
            bundle, "has more than " + limits.maxEntries() + " files: ship fewer");
      }
      String path = BundlePaths.normalized(bundle, entry.getName(), limits);
      if (entry.isDirectory()) {
        folders.add(path);
        continue;
      }
      String shown = BundlePaths.shown(path);
      if (!PLAIN_FILES.contains(entry.getLinkFlag())) {
        throw new BundleException(
            bundle, shown + " is a link or a special file: put the file itself there");
      }
      if (path.isEmpty()) {
        throw new BundleException(bundle, "has a file without a name: build it with opa build");
      }
      if (files.put(path, tar.readAllBytes()) != null) {
        throw new BundleException(
            bundle, shown + " is there twice: which one counts depends on the reader");
      }
    }
    for (String folder : folders) {
      if (files.containsKey(folder)) {
        throw new BundleException(
            bundle, BundlePaths.shown(folder) + " is both a file and a folder: rename one");
      }
    }
    return files;
  }

  /** More bytes than a bundle may have. */
  private static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Ends the reading once there are more bytes than allowed. */
  private static final class BoundedInput extends FilterInputStream {
    private long left;

    BoundedInput(InputStream in, long maxBytes) {
      super(in);
      left = maxBytes;
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      if (next >= 0) {
        count(1);
      }
      return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      if (read > 0) {
        count(read);
      }
      return read;
    }

    @Override
    public long skip(long wanted) throws IOException {
      long skipped = super.skip(wanted);
      count(skipped);
      return skipped;
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    private void count(long bytes) throws TooLargeException {
      left -= bytes;
      if (left < 0) {
        throw new TooLargeException();
      }
    }
  }
}
