package io.countersign.decision;

import java.nio.ByteBuffer;

/**
 * What the gateway passed of the body.
 *
 * @param bytes read-only; empty when the gateway passed none
 * @param truncated whether the gateway cut it
 */
public record RequestBody(ByteBuffer bytes, boolean truncated) {
  public static final RequestBody NONE = new RequestBody(ByteBuffer.allocate(0), false);

  public RequestBody {
    bytes = bytes.asReadOnlyBuffer();
  }

  /** A buffer of the caller's own, so that reading it moves nobody else's position. */
  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate();
  }

  public boolean isEmpty() {
    return !bytes.hasRemaining();
  }

  public byte[] toBytes() {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return copy;
  }
}
