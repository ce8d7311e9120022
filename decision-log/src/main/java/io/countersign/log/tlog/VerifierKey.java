package io.countersign.log.tlog;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A named Ed25519 public key of a note signer, written {@code name+hex key id+base64(0x01 ‖ key)}
 * (c2sp.org/signed-note, "Verifier keys").
 */
public final class VerifierKey {
  private static final byte ED25519 = 1;
  private static final int RAW_BYTES = 32;

  /** SubjectPublicKeyInfo of an Ed25519 key up to its 32 bytes (RFC 8410 §4). */
  private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String name;
  private final byte[] raw;
  private final int id;
  private final PublicKey key;

  private VerifierKey(String name, byte[] raw, int id, PublicKey key) {
    this.name = name;
    this.raw = raw;
    this.id = id;
    this.key = key;
  }

  /**
   * Reads a verifier key.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static VerifierKey parse(String vkey) {
    String[] parts = vkey.strip().split("\\+", 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException("a verifier key is name+hexid+base64");
    }
    byte[] typed;
    try {
      typed = SignedNote.base64(parts[2]);
    } catch (SignedNote.MalformedException e) {
      throw new IllegalArgumentException("a verifier key's third part is base64", e);
    }
    if (typed.length != 1 + RAW_BYTES || typed[0] != ED25519) {
      throw new IllegalArgumentException("a verifier key holds an Ed25519 key of 32 bytes");
    }
    VerifierKey key = of(parts[0], Arrays.copyOfRange(typed, 1, typed.length));
    if (!key.hexId().equals(parts[1])) {
      throw new IllegalArgumentException("a verifier key's id is the hash of its name and key");
    }
    return key;
  }

  /** A key of 32 bytes under a name without spaces and plus signs. */
  public static VerifierKey of(String name, byte[] raw) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "a key's name (the log's origin) is not empty and has no space, plus sign or control"
              + " character");
    }
    MessageDigest sha256 = TreeHasher.sha256();
    sha256.update(name.getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) '\n');
    sha256.update(ED25519);
    byte[] digest = sha256.digest(raw);
    int id = HexFormat.fromHexDigits(HexFormat.of().formatHex(digest, 0, 4));
    return new VerifierKey(name, raw.clone(), id, publicKey(raw));
  }

  /** Whether it may name a key: no white space, plus sign or control character. */
  public static boolean isName(String name) {
    return !name.isEmpty()
        && name.codePoints()
            .noneMatch(c ->
                c == '+'
                    || Character.isWhitespace(c)
                    || Character.isSpaceChar(c)
                    || Character.isISOControl(c));
  }

  private static PublicKey publicKey(byte[] raw) {
    byte[] encoded = Arrays.copyOf(SPKI, SPKI.length + RAW_BYTES);
    System.arraycopy(raw, 0, encoded, SPKI.length, RAW_BYTES);
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 public key", e);
    }
  }

  /** The signer's name; for a log, its origin. */
  public String name() {
    return name;
  }

  /** The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key), as a big-endian number. */
  int id() {
    return id;
  }

  /** Whether {@code signature} is the key's Ed25519 signature of {@code message}. */
  public boolean verify(byte[] message, byte[] signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(key);
      ed25519.update(message);
      return ed25519.verify(signature);
    } catch (SignatureException e) {
      return false; // Malformed signature bytes.
    } catch (InvalidKeyException e) {
      return false; // A key that is no point of the curve verifies nothing.
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has Ed25519", e);
    }
  }

  /** A copy of the public key's 32 bytes (RFC 8032 §5.1.5). */
  public byte[] key() {
    return raw.clone();
  }

  private String hexId() {
    return HexFormat.of().toHexDigits(id);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifierKey that
        && name.equals(that.name)
        && Arrays.equals(raw, that.raw);
  }

  @Override
  public int hashCode() {
    return id;
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    byte[] typed = new byte[1 + RAW_BYTES];
    typed[0] = ED25519;
    System.arraycopy(raw, 0, typed, 1, RAW_BYTES);
    return name + "+" + hexId() + "+" + Base64.getEncoder().encodeToString(typed);
  }
}
