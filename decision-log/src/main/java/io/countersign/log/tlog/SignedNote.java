package io.countersign.log.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Text with signature lines (c2sp.org/signed-note). */
public final class SignedNote {
  /** The longest note that is read, in bytes. */
  public static final int MAX_BYTES = 64 * 1024;

  private static final int MAX_SIGNATURES = 100;
  private static final String PREFIX = "\u2014 ";

  /** What is wrong with bytes that should be a note. */
  public enum Problem {
    /** They are no note, or the note's text is not what it should be. */
    MALFORMED,
    /** A signature in the name of a known key is wrong. */
    WRONG_SIGNATURE,
    /** No known key signed it. */
    UNKNOWN_KEY
  }

  /** Why bytes are not a note that can be trusted. */
  public static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final Problem problem;

    /** What is wrong, in one sentence. */
    public MalformedException(String reason) {
      this(Problem.MALFORMED, reason);
    }

    MalformedException(Problem problem, String reason) {
      super(reason);
      this.reason = reason;
      this.problem = problem;
    }

    /** What is wrong. */
    public Problem problem() {
      return problem;
    }

    /** What is wrong, in one sentence. */
    public String reason() {
      return reason;
    }
  }

  private SignedNote() {}

  /** The note of {@code text}, which ends with a newline, signed by each of {@code keys}. */
  static byte[] sign(String text, SigningKey... keys) {
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("a note's text ends with a newline");
    }
    StringBuilder note = new StringBuilder(text).append('\n');
    for (SigningKey key : keys) {
      byte[] signature = key.sign(text.getBytes(StandardCharsets.UTF_8));
      VerifierKey verifier = key.verifierKey();
      byte[] line =
          ByteBuffer.allocate(4 + signature.length).putInt(verifier.id()).put(signature).array();
      note.append(PREFIX)
          .append(verifier.name())
          .append(' ')
          .append(Base64.getEncoder().encodeToString(line))
          .append('\n');
    }
    return note.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The text of a note that carries a right signature of at least one of {@code keys}. Signatures
   * of unknown keys are ignored; a wrong one of a known key refuses the note.
   *
   * @throws MalformedException when it is no note, or no known key signed it
   */
  public static String open(byte[] note, List<VerifierKey> keys) throws MalformedException {
    String whole = decode(note);
    // The LAST blank line: the text itself may hold blank lines.
    int split = whole.lastIndexOf("\n\n");
    if (split < 0 || !whole.endsWith("\n")) {
      throw new MalformedException("a note has a blank line before its signatures");
    }
    String text = whole.substring(0, split + 1);
    byte[] signed = text.getBytes(StandardCharsets.UTF_8);
    List<String> lines = Arrays.asList(whole.substring(split + 2).split("\n", -1));
    if (lines.size() < 2) {
      throw new MalformedException("a note has at least one signature");
    }
    if (lines.size() - 1 > MAX_SIGNATURES) {
      throw new MalformedException("a note has at most " + MAX_SIGNATURES + " signatures");
    }
    Set<VerifierKey> verified = new HashSet<>();
    for (String line : lines.subList(0, lines.size() - 1)) {
      Signature signature = signature(line);
      for (VerifierKey key : keys) {
        if (key.name().equals(signature.name) && key.id() == signature.keyId) {
          if (!key.verify(signed, signature.bytes)) {
            throw new MalformedException(
                Problem.WRONG_SIGNATURE, "the signature of " + key + " is wrong");
          }
          verified.add(key);
        }
      }
    }
    if (verified.isEmpty()) {
      throw new MalformedException(Problem.UNKNOWN_KEY, "no signature is by a known key " + keys);
    }
    return text;
  }

  @SuppressWarnings("ArrayRecordComponent") // Lives inside one method call.
  private record Signature(String name, int keyId, byte[] bytes) {}

  private static Signature signature(String line) throws MalformedException {
    int space = line.indexOf(' ', PREFIX.length());
    if (!line.startsWith(PREFIX) || space < 0) {
      throw new MalformedException("a signature line is an em dash, a name and base64");
    }
    String name = line.substring(PREFIX.length(), space);
    byte[] bytes = base64(line.substring(space + 1));
    if (!VerifierKey.isName(name) || bytes.length < 5) {
      throw new MalformedException("a signature line is an em dash, a name and base64");
    }
    return new Signature(
        name, ByteBuffer.wrap(bytes).getInt(), Arrays.copyOfRange(bytes, 4, bytes.length));
  }

  private static String decode(byte[] note) throws MalformedException {
    if (note.length > MAX_BYTES) {
      throw new MalformedException("a note has at most " + MAX_BYTES + " bytes");
    }
    for (byte b : note) {
      if (b >= 0 && b < 0x20 && b != '\n') {
        throw new MalformedException("a note has no control characters");
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(note)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException("a note is UTF-8");
    }
  }

  /**
   * Standard base64 with padding, one way of writing each value.
   *
   * @throws MalformedException when it is not
   */
  public static byte[] base64(String text) throws MalformedException {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Falls through to the one message.
    }
    throw new MalformedException("not base64");
  }
}
