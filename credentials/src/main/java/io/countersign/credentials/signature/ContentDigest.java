package io.countersign.credentials.signature;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.Dictionary;
import org.greenbytes.http.sfv.ListElement;

/** The digest of a body (RFC 9530 §2). */
final class ContentDigest {
  static final String FIELD = "content-digest";

  /** Those of RFC 9530 §5 that are active; the broken ones prove nothing and are passed over. */
  private static final Map<String, String> ALGORITHMS =
      Map.of("sha-256", "SHA-256", "sha-512", "SHA-512");

  private ContentDigest() {}

  /** Whether the field has a digest that proves something, and every such digest is the body's. */
  static boolean holds(List<String> lines, byte[] body) {
    Dictionary digests = StructuredFields.dictionary(lines).orElse(null);
    if (digests == null) {
      return false;
    }
    boolean any = false;
    for (Map.Entry<String, ListElement<?>> digest : digests.get().entrySet()) {
      String algorithm = ALGORITHMS.get(digest.getKey());
      if (algorithm != null) {
        if (!(digest.getValue() instanceof ByteSequenceItem bytes)
            || !bytes.get().equals(ByteBuffer.wrap(digest(algorithm, body)))) {
          return false;
        }
        any = true;
      }
    }
    return any;
  }

  private static byte[] digest(String algorithm, byte[] body) {
    try {
      return MessageDigest.getInstance(algorithm).digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK has " + algorithm, e);
    }
  }
}
