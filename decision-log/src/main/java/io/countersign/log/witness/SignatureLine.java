package io.countersign.log.witness;

import io.countersign.log.tlog.SignedNote;
import io.countersign.log.tlog.VerifierKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * One signature of a note: em dash, name, base64 of key id and signature (c2sp.org/signed-note).
 */
final class SignatureLine {
  private static final String PREFIX = "\u2014 ";

  private final String name;
  private final int keyId;
  private final byte[] signature;

  SignatureLine(String name, int keyId, byte[] signature) {
    this.name = name;
    this.keyId = keyId;
    this.signature = signature.clone();
  }

  /** Reads a line without its newline. */
  static SignatureLine parse(String line) throws SignedNote.MalformedException {
    int space = line.indexOf(' ', PREFIX.length());
    if (line.startsWith(PREFIX) && space > 0) {
      String name = line.substring(PREFIX.length(), space);
      byte[] bytes = SignedNote.base64(line.substring(space + 1));
      if (VerifierKey.isName(name) && bytes.length > Integer.BYTES) {
        byte[] signature = Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length);
        return new SignatureLine(name, ByteBuffer.wrap(bytes).getInt(), signature);
      }
    }
    throw new SignedNote.MalformedException("a signature line is an em dash, a name and base64");
  }

  /** Whether it says that it is by this witness. */
  boolean claims(WitnessKey key) {
    return name.equals(key.name()) && keyId == key.id();
  }

  byte[] signature() {
    return signature.clone();
  }

  @Override
  public String toString() {
    byte[] bytes =
        ByteBuffer.allocate(Integer.BYTES + signature.length).putInt(keyId).put(signature).array();
    return PREFIX + name + " " + Base64.getEncoder().encodeToString(bytes);
  }
}
