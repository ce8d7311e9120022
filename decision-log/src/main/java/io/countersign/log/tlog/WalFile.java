package io.countersign.log.tlog;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A write-ahead file that an earlier process left, as one reading found it.
 *
 * @param path the file
 * @param number its place in the order of files
 * @param noted the index of its first record as its header says, or -1
 * @param records how many whole records it has
 * @param end the offset after its last frame
 * @param aborted offsets of frames without a whole record
 * @param damaged whether bytes that are no frame follow {@code end}
 */
record WalFile(
    Path path,
    long number,
    long noted,
    long records,
    int end,
    List<Integer> aborted,
    boolean damaged) {

  WalFile {
    aborted = List.copyOf(aborted);
  }

  /** Takes the records of a file in order. */
  interface Records {
    void accept(byte[] record) throws IOException;
  }

  /** Reads a file without changing it. */
  static WalFile scan(Path path, long number) throws IOException {
    List<Integer> aborted = new ArrayList<>();
    long[] records = {0};
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment file = map(path, arena, MapMode.READ_ONLY);
      long noted = WalSegment.firstIndex(file, number);
      int end = walk(file, record -> records[0]++, aborted);
      boolean damaged =
          end + Frame.WORD_BYTES <= file.byteSize()
              && file.get(ValueLayout.JAVA_LONG, end) != 0
              && Frame.state(file.get(ValueLayout.JAVA_LONG, end)) != Frame.END;
      return new WalFile(path, number, noted, records[0], end, aborted, damaged);
    }
  }

  /** Hands out the records once more. */
  void replay(Records records) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      walk(map(path, arena, MapMode.READ_ONLY), records, new ArrayList<>());
    }
  }

  /** Makes the outcome of this reading lasting: what was not a record can never become one. */
  void repair(long firstIndex) throws IOException {
    try (Arena arena = Arena.ofConfined();
        FileChannel channel =
            FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment file = channel.map(MapMode.READ_WRITE, 0, channel.size(), arena);
      WalSegment.setFirstIndex(file, firstIndex);
      for (int at : aborted) {
        int length = Frame.length(file.get(ValueLayout.JAVA_LONG, at));
        file.set(ValueLayout.JAVA_LONG, at, Frame.word(Frame.ABORTED, length, 0));
      }
      file.force();
    }
    cut(path, end);
  }

  static void cut(Path path, int end) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(end);
      channel.force(true);
    }
  }

  private static MemorySegment map(Path path, Arena arena, MapMode mode) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new LogOpenException("write-ahead file " + path + ": too large to be one");
      }
      return channel.map(mode, 0, channel.size(), arena);
    }
  }

  /** Goes from frame to frame; returns where the last one ends. */
  private static int walk(MemorySegment file, Records records, List<Integer> aborted)
      throws IOException {
    long size = file.byteSize();
    int at = WalSegment.HEADER_BYTES;
    while (at + Frame.WORD_BYTES <= size) {
      long word = file.get(ValueLayout.JAVA_LONG, at);
      int length = Frame.length(word);
      int state = Frame.state(word);
      boolean frame = state == Frame.RESERVED || state == Frame.COMMITTED || state == Frame.ABORTED;
      if (!frame
          || length == 0
          || Frame.spare(word) != 0
          || at + Frame.WORD_BYTES + length > size) {
        return at;
      }
      if (state == Frame.COMMITTED) {
        byte[] record = file.asSlice(at + Frame.WORD_BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        if (Frame.crcOf(record) == Frame.crc(word)) {
          records.accept(record);
        } else {
          aborted.add(at);
        }
      } else if (state == Frame.RESERVED) {
        aborted.add(at);
      }
      at += Frame.bytes(length);
    }
    return (int) Math.min(at, size);
  }
}
