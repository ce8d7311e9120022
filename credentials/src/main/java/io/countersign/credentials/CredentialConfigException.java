package io.countersign.credentials;

/** Trust configuration that cannot be used; the message is one line for the operator. */
public final class CredentialConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Says it in one line.
   *
   * @param message what is wrong, where, and what to do
   */
  public CredentialConfigException(String message) {
    super(message);
  }
}
