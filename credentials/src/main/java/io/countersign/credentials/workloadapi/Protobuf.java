package io.countersign.credentials.workloadapi;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a {@code map<string, bytes>} out of a protobuf message, and passes over the rest. */
final class Protobuf {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;
  private static final int MAX_ENTRIES = 10_000;

  private Protobuf() {}

  /**
   * The map in that field. A key that stands there twice has its last value, as the encoding says.
   *
   * @throws IOException when the message is malformed
   */
  static Map<String, byte[]> map(byte[] message, int field) throws IOException {
    try {
      ByteBuffer in = ByteBuffer.wrap(message);
      Map<String, byte[]> map = new LinkedHashMap<>();
      while (in.hasRemaining()) {
        ByteBuffer entry = next(in, field);
        if (entry != null) {
          put(map, entry);
        }
      }
      return map;
    } catch (BufferUnderflowException e) {
      throw new IOException("the message ends too early", e);
    }
  }

  private static void put(Map<String, byte[]> map, ByteBuffer entry) throws IOException {
    String key = "";
    byte[] value = {};
    while (entry.hasRemaining()) {
      int at = entry.position();
      ByteBuffer text = next(entry, 1);
      if (text != null) {
        key = text(text);
        continue;
      }
      entry.position(at);
      ByteBuffer bytes = next(entry, 2);
      if (bytes != null) {
        value = new byte[bytes.remaining()];
        bytes.get(value);
      }
    }
    map.put(key, value);
    if (map.size() > MAX_ENTRIES) {
      throw new IOException("the map has too many entries");
    }
  }

  /** Reads one field; null when it is another one than that. */
  private static @Nullable ByteBuffer next(ByteBuffer in, int wanted) throws IOException {
    long tag = varint(in);
    long field = tag >>> 3;
    switch ((int) (tag & 7)) {
      case VARINT -> varint(in);
      case FIXED64 -> in.getLong();
      case FIXED32 -> in.getInt();
      case LENGTH_DELIMITED -> {
        long length = varint(in);
        if (length < 0 || length > in.remaining()) {
          throw new IOException("a field is longer than its message");
        }
        ByteBuffer value = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return field == wanted ? value : null;
      }
      default -> throw new IOException("a field has an unknown wire type");
    }
    return null;
  }

  private static long varint(ByteBuffer in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("a number has over 64 bits");
  }

  private static String text(ByteBuffer utf8) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("a key is not UTF-8", e);
    }
  }
}
