package io.countersign.decision.json;

/** The text is not the JSON that was asked for; the message never quotes it. */
public final class JsonSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int offset;

  JsonSyntaxException(String message, int offset) {
    super(message + " at offset " + offset);
    this.offset = offset;
  }

  /** Where in the text, in bytes of UTF-8 from its start. */
  public int offset() {
    return offset;
  }
}
