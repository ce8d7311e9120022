package io.countersign.credentials.statuslist;

/** What {@link StatusListVerifier} found. */
public sealed interface StatusListOutcome {
  /** The list holds. */
  record Accepted(VerifiedStatusList list) implements StatusListOutcome {}

  /** It does not, and says nothing about any token. */
  record Refused(Fault fault) implements StatusListOutcome {}

  /** Why a list is refused. */
  enum Fault {
    /** Not one compact JWS, too large, or a claim is absent or of the wrong type. */
    MALFORMED,
    /** Type, algorithm, key or signature. */
    UNTRUSTED,
    /** {@code sub} is another URI than the one it was asked for under. */
    OTHER_LIST,
    /** {@code exp} is past. */
    EXPIRED,
    /** {@code iat} or {@code nbf} lies in the future. */
    NOT_YET_VALID,
    /** The bits are malformed or inflate to too much. */
    BITS
  }
}
