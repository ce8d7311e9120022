package io.countersign.credentials.evidence;

/** How evidence reached us. */
public enum Origin {
  /** The access token is itself a token of the platform. */
  TOKEN("token"),
  /** A token of the platform in a header of its own. */
  HEADER("header"),
  /** The issuer of the access token says so in its claims. */
  VOUCHED("vouched"),
  /** A certificate in a header of its own. */
  CERTIFICATE("certificate");

  private final String code;

  Origin(String code) {
    this.code = code;
  }

  /** As the policy input has it. */
  public String code() {
    return code;
  }
}
