package io.countersign.log.tlog;

import java.util.zip.CRC32C;

/**
 * The word of 8 bytes before each record of a write-ahead file: bits 0–15 the record's length,
 * 16–23 its state, 32–63 the CRC-32C of its bytes. A file starts as zeros, so that a word of 0 is
 * room that nobody has taken.
 *
 * <p>A writer takes room by a compare-and-set of the word from 0, so that the lengths always lead
 * from one frame to the next, even over a frame whose writer was killed.
 */
final class Frame {
  static final int WORD_BYTES = 8;

  /** Somebody is writing here. After a crash: was writing, and never answered. */
  static final int RESERVED = 1;

  /** The record is complete. */
  static final int COMMITTED = 2;

  /** No record: its writer was killed, or its bytes were torn by a loss of power. */
  static final int ABORTED = 3;

  /** Nothing follows in this file. */
  static final int END = 4;

  private Frame() {}

  static long word(int state, int length, int crc) {
    return (long) crc << 32 | (long) state << 16 | length;
  }

  static int state(long word) {
    return (int) (word >>> 16) & 0xff;
  }

  static int length(long word) {
    return (int) word & 0xffff;
  }

  /** Bits without a meaning, which are 0. */
  static int spare(long word) {
    return (int) (word >>> 24) & 0xff;
  }

  static int crc(long word) {
    return (int) (word >>> 32);
  }

  /** The word's frame as a whole, up to the next word. */
  static int bytes(int length) {
    return WORD_BYTES + (length + 7 & ~7);
  }

  static int crcOf(byte[] record) {
    CRC32C crc = new CRC32C();
    crc.update(record, 0, record.length);
    return (int) crc.getValue();
  }
}
