package io.countersign.credentials.statuslist;

import io.countersign.credentials.jose.Base64Url;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The statuses of many tokens, a few bits each, the first in the lowest bits of a byte (§4.1). */
final class StatusBits {
  /** Inflated; 16 million tokens of one bit take 2 MiB. */
  static final int MAX_BYTES = 16 * 1024 * 1024;

  private static final Set<Integer> SIZES = Set.of(1, 2, 4, 8);
  private static final int CHUNK = 8192;

  private final int bits;
  private final byte[] bytes;

  private StatusBits(int bits, byte[] bytes) {
    this.bits = bits;
    this.bytes = bytes;
  }

  /**
   * Reads a list; empty when it is malformed, is followed by more, or inflates to more than {@link
   * #MAX_BYTES}.
   *
   * @param bits for each token: 1, 2, 4 or 8
   * @param lst base64url of a ZLIB stream (RFC 1950)
   */
  static Optional<StatusBits> of(int bits, String lst) {
    byte[] zlib = Base64Url.decode(lst);
    return SIZES.contains(bits) && zlib != null
        ? inflate(zlib).map(bytes -> new StatusBits(bits, bytes))
        : Optional.empty();
  }

  private static Optional<byte[]> inflate(byte[] zlib) {
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(zlib);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] chunk = new byte[CHUNK];
      while (!inflater.finished()) {
        int count = inflater.inflate(chunk);
        out.write(chunk, 0, count);
        // Without progress the stream is cut off or wants a dictionary, which nobody has.
        if (out.size() > MAX_BYTES || (count == 0 && !inflater.finished())) {
          return Optional.empty();
        }
      }
      return inflater.getRemaining() == 0 ? Optional.of(out.toByteArray()) : Optional.empty();
    } catch (DataFormatException _) {
      return Optional.empty();
    }
  }

  /** The status of the token with that index; empty when the list ends before it. */
  OptionalInt at(int index) {
    long bit = (long) index * bits;
    long position = bit / Byte.SIZE;
    if (index < 0 || position >= bytes.length) {
      return OptionalInt.empty();
    }
    int shift = (int) (bit % Byte.SIZE);
    return OptionalInt.of(((bytes[(int) position] & 0xff) >> shift) & ((1 << bits) - 1));
  }
}
