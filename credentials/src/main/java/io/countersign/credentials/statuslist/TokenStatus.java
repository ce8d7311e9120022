package io.countersign.credentials.statuslist;

/** What a list says about one token (§7.1). Anything but {@link #VALID} is a refusal. */
public enum TokenStatus {
  VALID,
  INVALID,
  SUSPENDED,
  /** A meaning that the issuer and its own relying parties know. */
  APPLICATION_SPECIFIC,
  /** The list does not speak of this token: another list, an index beyond its end, or too old. */
  UNKNOWN
}
