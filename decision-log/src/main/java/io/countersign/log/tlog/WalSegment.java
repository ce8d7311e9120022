package io.countersign.log.tlog;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One write-ahead file, mapped into memory: a header, then frames ({@link Frame}). Its blocks are
 * written when it is made, so that a full disk shows then and not as a fault inside the mapping.
 */
final class WalSegment {
  static final int HEADER_BYTES = 64;

  /** {@link #append} found no room; the segment takes no more records. */
  static final int FULL = -1;

  private static final long MAGIC = 0x0100_4c41_5753_4353L; // "SCSWAL", version 1, little-endian.
  private static final int AT_NUMBER = 8;
  private static final int AT_FIRST_INDEX = 16;
  private static final int ZEROS = 1 << 20;
  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  private final Path path;
  private final long number;
  private final int size;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment map;
  private final AtomicInteger tail = new AtomicInteger(HEADER_BYTES);
  private volatile @Nullable WalSegment next;

  private WalSegment(Path path, long number, int size, FileChannel channel) throws IOException {
    this.path = path;
    this.number = number;
    this.size = size;
    this.map = channel.map(MapMode.READ_WRITE, 0, size, arena);
  }

  static String fileName(long number) {
    return String.format(Locale.ROOT, "%012d.wal", number);
  }

  /** Makes segment {@code number} with all of its blocks; its file appears whole or not at all. */
  static WalSegment create(LogFiles files, Path folder, long number, int size) throws IOException {
    Path part = folder.resolve(fileName(number) + ".tmp");
    Path path = folder.resolve(fileName(number));
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate(Math.min(ZEROS, size));
      for (int written = 0; written < size; written += zeros.limit()) {
        zeros.clear().limit(Math.min(zeros.capacity(), size - written));
        files.write(channel, zeros);
      }
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.nativeOrder());
      header.putLong(MAGIC).putLong(number).position(HEADER_BYTES).flip();
      channel.position(0);
      files.write(channel, header);
      channel.force(true);
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
      files.sync(folder);
      return new WalSegment(path, number, size, channel);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }

  /**
   * Writes a record, callable from any thread.
   *
   * @return the offset after it, or {@link #FULL}
   * @throws IllegalStateException when the segment was closed because all of it is in tiles
   */
  int append(byte[] record, int crc) {
    int at = reserve(record.length);
    if (at == FULL) {
      return FULL;
    }
    MemorySegment.copy(
        record, 0, map, ValueLayout.JAVA_BYTE, (long) at + Frame.WORD_BYTES, record.length);
    // Published last: whoever sees this word sees the bytes before it, and so does the kernel.
    WORD.setRelease(map, (long) at, Frame.word(Frame.COMMITTED, record.length, crc));
    return at + Frame.bytes(record.length);
  }

  private int reserve(int length) {
    int need = Frame.bytes(length);
    while (true) {
      int at = tail.get();
      if (at == size) {
        return FULL;
      }
      boolean fits = need <= size - at;
      long mine = fits ? Frame.word(Frame.RESERVED, length, 0) : Frame.word(Frame.END, 0, 0);
      long found = (long) WORD.compareAndExchange(map, (long) at, 0L, mine);
      long taken = found == 0 ? mine : found;
      if (Frame.state(taken) == Frame.END) {
        return FULL;
      }
      // Helps the one who took this place, if it was not us, and tries after it.
      tail.compareAndSet(at, at + Frame.bytes(Frame.length(taken)));
      if (found == 0) {
        return at;
      }
    }
  }

  /** Lets no more records in. */
  void seal() {
    while (true) {
      int at = tail.get();
      if (at == size) {
        return;
      }
      long found = (long) WORD.compareAndExchange(map, (long) at, 0L, Frame.word(Frame.END, 0, 0));
      if (found == 0 || Frame.state(found) == Frame.END) {
        return;
      }
      tail.compareAndSet(at, at + Frame.bytes(Frame.length(found)));
    }
  }

  long word(int at) {
    return (long) WORD.getAcquire(map, (long) at);
  }

  /** Whether nothing follows at {@code at}, now or ever. */
  boolean endsAt(int at) {
    return at == size || Frame.state(word(at)) == Frame.END;
  }

  void copy(int at, int length, byte[] target, int offset) {
    MemorySegment.copy(map, ValueLayout.JAVA_BYTE, at, target, offset, length);
  }

  /** Returns when the bytes are on the disk. */
  void force(int from, int to) {
    map.asSlice(from, (long) to - from).force();
  }

  /** Notes which record of the log the first of this segment is. */
  void firstIndex(long index) {
    WORD.setRelease(map, (long) AT_FIRST_INDEX, index + 1);
  }

  Path path() {
    return path;
  }

  long number() {
    return number;
  }

  int size() {
    return size;
  }

  @Nullable WalSegment next() {
    return next;
  }

  void next(WalSegment segment) {
    next = segment;
  }

  void close() {
    arena.close();
  }

  /** Reads the header of a mapped file; -1 for a first index that was not noted. */
  static long firstIndex(MemorySegment file, long number) throws IOException {
    if (file.byteSize() < HEADER_BYTES
        || (long) WORD.get(file, 0L) != MAGIC
        || (long) WORD.get(file, (long) AT_NUMBER) != number) {
      throw new LogOpenException(
          "write-ahead file " + fileName(number) + ": not one of this log's files, or damaged");
    }
    return (long) WORD.get(file, (long) AT_FIRST_INDEX) - 1;
  }

  /** Changes words of a segment's file that nobody has mapped. */
  static void setFirstIndex(MemorySegment file, long index) {
    WORD.set(file, (long) AT_FIRST_INDEX, index + 1);
  }
}
