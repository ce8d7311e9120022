package io.countersign.log.tlog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Up to 256 records, each after its length as a big-endian uint16 (c2sp.org/tlog-tiles, "Log
 * entries"). Grows as records are added; not safe for use by several threads.
 */
public final class EntryBundle {
  /** The longest record, in bytes. */
  public static final int MAX_RECORD_BYTES = 65_535;

  /** Records in a full bundle. */
  public static final int MAX_RECORDS = TileLayout.WIDTH;

  /** The longest bundle, in bytes. */
  public static final int MAX_BYTES = TileLayout.WIDTH * (2 + MAX_RECORD_BYTES);

  private byte[] buffer = new byte[64 * 1024];
  private int length;
  private int count;

  /** What is wrong with bytes that should be an entry bundle. */
  public static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    MalformedException(String reason) {
      super(reason);
      this.reason = reason;
    }

    /** What is wrong, in one sentence. */
    public String reason() {
      return reason;
    }
  }

  /** Makes room for a record of {@code recordLength} bytes, and says where its bytes belong. */
  int add(int recordLength) {
    int needed = length + 2 + recordLength;
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.min(MAX_BYTES, Math.max(needed, 2 * buffer.length)));
    }
    buffer[length] = (byte) (recordLength >>> 8);
    buffer[length + 1] = (byte) recordLength;
    int offset = length + 2;
    length = needed;
    count++;
    return offset;
  }

  void add(byte[] record) {
    int offset = add(record.length);
    System.arraycopy(record, 0, buffer, offset, record.length);
  }

  byte[] buffer() {
    return buffer;
  }

  int count() {
    return count;
  }

  byte[] bytes() {
    return Arrays.copyOf(buffer, length);
  }

  void clear() {
    length = 0;
    count = 0;
  }

  /**
   * Takes a bundle apart.
   *
   * @param width how many records there must be
   * @throws MalformedException when there are fewer or more, or one is cut short
   */
  public static List<byte[]> parse(byte[] bytes, int width) throws MalformedException {
    List<byte[]> records = new ArrayList<>(width);
    int at = 0;
    while (at < bytes.length) {
      if (records.size() == width) {
        throw new MalformedException(
            "holds more than " + width + " records: " + (bytes.length - at) + " bytes are left");
      }
      if (bytes.length - at < 2) {
        throw new MalformedException("ends inside the length of record " + records.size());
      }
      int length = Byte.toUnsignedInt(bytes[at]) << 8 | Byte.toUnsignedInt(bytes[at + 1]);
      at += 2;
      if (bytes.length - at < length) {
        throw new MalformedException("ends inside record " + records.size());
      }
      records.add(Arrays.copyOfRange(bytes, at, at + length));
      at += length;
    }
    if (records.size() < width) {
      throw new MalformedException("holds " + records.size() + " records, not " + width);
    }
    return records;
  }

  /** The first {@code width} records of a bundle that may hold more, as bytes. */
  static byte[] prefix(byte[] bytes, int width) throws MalformedException {
    int at = 0;
    for (int i = 0; i < width; i++) {
      if (bytes.length - at < 2) {
        throw new MalformedException("holds " + i + " records, not " + width);
      }
      at += 2 + (Byte.toUnsignedInt(bytes[at]) << 8 | Byte.toUnsignedInt(bytes[at + 1]));
      if (at > bytes.length) {
        throw new MalformedException("ends inside record " + i);
      }
    }
    return Arrays.copyOf(bytes, at);
  }
}
