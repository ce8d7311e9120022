package io.countersign.credentials.signature;

import java.time.Duration;
import java.util.Set;

/**
 * Which signatures are looked at, and when one is fresh.
 *
 * @param tags of which a signature's {@code tag} is one when it is for us; an empty one stands for
 *     a signature without a tag. Others are for other protocols and are passed over
 * @param maxLifetime how long after its {@code created} a signature's {@code expires} may lie
 * @param maxAge how old its {@code created} may be
 * @param clockSkew how far in the future its {@code created} may lie; at most a minute
 * @param maxKeyAge how old a directory's keys may be while they cannot be read again
 * @param requireContentDigest whether a request with a body must be signed over its {@code
 *     Content-Digest}, and the gateway must pass the whole body
 */
public record SignatureRules(
    Set<String> tags,
    Duration maxLifetime,
    Duration maxAge,
    Duration clockSkew,
    Duration maxKeyAge,
    boolean requireContentDigest) {
  /** The tag of agents that say who they are to web sites. */
  public static final String WEB_BOT_AUTH = "web-bot-auth";

  private static final Duration LIMIT = Duration.ofHours(1);
  private static final Duration MAX_SKEW = Duration.ofSeconds(60);

  public SignatureRules {
    tags = Set.copyOf(tags);
    if (tags.isEmpty()) {
      throw new IllegalArgumentException("signatures.tags: name one at least");
    }
    if (!maxLifetime.isPositive() || maxLifetime.compareTo(LIMIT) > 0) {
      throw new IllegalArgumentException(
          "signatures.max-lifetime: more than nothing, at most an hour");
    }
    if (!maxAge.isPositive() || maxAge.compareTo(LIMIT) > 0) {
      throw new IllegalArgumentException("signatures.max-age: more than nothing, at most an hour");
    }
    if (clockSkew.isNegative() || clockSkew.compareTo(MAX_SKEW) > 0) {
      throw new IllegalArgumentException("signatures.clock-skew: from nothing to a minute");
    }
  }

  /** Web bots' signatures and those without a tag, which live five minutes and are used at once. */
  public static SignatureRules defaults() {
    return new SignatureRules(
        Set.of(WEB_BOT_AUTH, ""),
        Duration.ofMinutes(5),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        Duration.ofHours(24),
        false);
  }

  boolean isForUs(LabelledSignature signature) {
    String tag = signature.tag();
    // An empty tag that was sent is a tag, and none of ours.
    return tag == null ? tags.contains("") : !tag.isEmpty() && tags.contains(tag);
  }
}
