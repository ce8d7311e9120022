package io.countersign.credentials.workloadapi;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One gRPC call over HTTP/2 without TLS (RFC 9113): an empty request, and the first message of the
 * answer. The stream that would bring further ones is left to end with its connection. The headers
 * of the answer are not decoded: a message comes or it does not, and its own reader judges it.
 */
final class GrpcCall {
  /** Bytes of one message: room for a hundred domains, and no more than we are ready to hold. */
  static final int MAX_MESSAGE = 8 * 1024 * 1024;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int MAX_FRAME = 16 * 1024;
  private static final int MAX_FRAMES = 100_000;
  private static final int DEFAULT_WINDOW = 65_535;
  private static final int WINDOW = MAX_MESSAGE + MAX_FRAME;
  private static final int PREFIX = 5;
  private static final int STREAM = 1;

  private static final int DATA = 0x0;
  private static final int HEADERS = 0x1;
  private static final int RST_STREAM = 0x3;
  private static final int SETTINGS = 0x4;
  private static final int PING = 0x6;
  private static final int GOAWAY = 0x7;
  private static final int WINDOW_UPDATE = 0x8;

  private static final int ACK = 0x1;
  private static final int END_STREAM = 0x1;
  private static final int END_HEADERS = 0x4;
  private static final int PADDED = 0x8;

  private final DataInputStream in;
  private final DataOutputStream out;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();

  /** Of the message without its prefix; negative until the prefix is there. */
  private int length = -1;

  /** Speaks on a fresh connection. */
  GrpcCall(InputStream in, OutputStream out) {
    this.in = new DataInputStream(in);
    this.out = new DataOutputStream(out);
  }

  /**
   * The first message that the method answers.
   *
   * @param path such as {@code /Service/Method}
   * @throws IOException when there is none, it is too large, or the other side breaks the protocol
   */
  byte[] firstMessage(String path) throws IOException {
    ByteArrayOutputStream opening = new ByteArrayOutputStream();
    DataOutputStream frames = new DataOutputStream(opening);
    frames.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
    frame(frames, SETTINGS, 0, 0, settings());
    frame(frames, WINDOW_UPDATE, 0, 0, integer(WINDOW - DEFAULT_WINDOW));
    frame(frames, HEADERS, END_HEADERS, STREAM, headers(path));
    frame(frames, DATA, END_STREAM, STREAM, new byte[PREFIX]); // not compressed, of length 0
    out.write(opening.toByteArray());
    out.flush();
    for (int i = 0; i < MAX_FRAMES; i++) {
      byte[] received = readFrame();
      if (received != null) {
        return received;
      }
    }
    throw new IOException("the agent sends frames without end");
  }

  /** Null while the message is not complete. */
  private byte @Nullable [] readFrame() throws IOException {
    int size = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt() & Integer.MAX_VALUE;
    if (size > MAX_FRAME) {
      throw new IOException("the agent sends a frame of " + size + " bytes");
    }
    byte[] payload = in.readNBytes(size);
    if (payload.length < size) {
      throw new EOFException("the agent ended the connection");
    }
    switch (type) {
      case DATA -> {
        if (stream == STREAM) {
          append(payload, (flags & PADDED) != 0);
          byte[] complete = complete();
          if (complete != null) {
            return complete;
          }
          endsIf((flags & END_STREAM) != 0);
        }
      }
      // The answer's headers, or its trailers, which say what went wrong.
      case HEADERS -> endsIf(stream == STREAM && (flags & END_STREAM) != 0);
      case RST_STREAM -> endsIf(stream == STREAM);
      case GOAWAY -> endsIf(true);
      case SETTINGS -> {
        if ((flags & ACK) == 0) {
          frame(out, SETTINGS, ACK, 0, new byte[0]);
        }
      }
      case PING -> {
        if ((flags & ACK) == 0) {
          frame(out, PING, ACK, 0, payload);
        }
      }
      default -> {
        // RFC 9113 §4.1: frames of other types are of no concern, or unknown.
      }
    }
    out.flush();
    return null;
  }

  private static void endsIf(boolean ended) throws IOException {
    if (ended) {
      throw new IOException(
          "the agent refused the call: it may not know this process as a workload");
    }
  }

  private void append(byte[] payload, boolean padded) throws IOException {
    int from = padded ? 1 : 0;
    int padding = padded && payload.length > 0 ? payload[0] & 0xff : 0;
    int size = payload.length - from - padding;
    if (size < 0) {
      throw new IOException("a frame has more padding than bytes");
    }
    message.write(payload, from, size);
    if (message.size() > MAX_MESSAGE + PREFIX) {
      throw new IOException("the answer is larger than " + MAX_MESSAGE + " bytes");
    }
  }

  /**
   * A flag for compression, four bytes of length, and that many bytes; null until all are there.
   */
  private byte @Nullable [] complete() throws IOException {
    if (length < 0 && message.size() >= PREFIX) {
      ByteBuffer prefix = ByteBuffer.wrap(message.toByteArray());
      boolean compressed = prefix.get() != 0;
      long announced = Integer.toUnsignedLong(prefix.getInt());
      if (compressed || announced > MAX_MESSAGE) {
        throw new IOException("the answer is compressed or too large, which was not asked for");
      }
      length = (int) announced;
    }
    return length < 0 || message.size() - PREFIX < length
        ? null
        : Arrays.copyOfRange(message.toByteArray(), PREFIX, PREFIX + length);
  }

  /** No header table, since none is kept; no push; and a window for the whole message. */
  private static byte[] settings() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(bytes);
    data.writeShort(0x1);
    data.writeInt(0);
    data.writeShort(0x2);
    data.writeInt(0);
    data.writeShort(0x4);
    data.writeInt(WINDOW);
    return bytes.toByteArray();
  }

  private static byte[] integer(int value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new DataOutputStream(bytes).writeInt(value);
    return bytes.toByteArray();
  }

  /** {@code workload.spiffe.io} must be there (SPIFFE Workload Endpoint §6). */
  private static byte[] headers(String path) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    literal(block, ":method", "POST");
    literal(block, ":scheme", "http");
    literal(block, ":path", path);
    literal(block, ":authority", "localhost");
    literal(block, "content-type", "application/grpc");
    literal(block, "te", "trailers");
    literal(block, "workload.spiffe.io", "true");
    return block.toByteArray();
  }

  /** A header field without indexing, with a new name, not compressed (RFC 7541 §6.2.2). */
  private static void literal(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    for (String text : new String[] {name, value}) {
      block.write(text.length()); // one byte, as all of ours are shorter than 127 (§5.1)
      block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void frame(DataOutputStream to, int type, int flags, int stream, byte[] payload)
      throws IOException {
    to.writeByte(payload.length >> 16);
    to.writeShort(payload.length);
    to.writeByte(type);
    to.writeByte(flags);
    to.writeInt(stream);
    to.write(payload);
  }
}
