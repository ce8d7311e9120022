package io.countersign.policy;

/**
 * What {@code opa} found wrong with sources: its own lines, each with file and line of the source.
 */
public final class OpaRefusalException extends Exception {
  private static final long serialVersionUID = 1L;

  OpaRefusalException(String message) {
    super(message);
  }
}
