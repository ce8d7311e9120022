package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Semantic versions, UUIDs (RFC 9562), and random numbers that replay draws again. */
final class SemverBuiltins {
  /**
   * The forms that Go's package reads: plain, as a URN, without hyphens, and in braces, for which
   * it takes any two characters.
   */
  private static final Pattern UUID_TEXT =
      Pattern.compile(
          "(?i)(?:urn:uuid:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
              + "|\\p{ASCII}[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\p{ASCII}|[0-9a-f]{32}");

  private static final int BRACED = 38;

  /** From the beginning of the Gregorian calendar to 1970, in 100 ns. */
  private static final long GREGORIAN_OFFSET = 0x01B2_1DD2_1381_4000L;

  private static final String[] DOMAINS = {"Person", "Group", "Org"};

  private SemverBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("semver.compare", SemverBuiltins::compare);
    table.put("semver.is_valid", SemverBuiltins::isValid);
    table.put("uuid.rfc4122", SemverBuiltins::makeUuid);
    table.put("uuid.parse", SemverBuiltins::parseUuid);
    table.put("rand.intn", SemverBuiltins::random);
  }

  private static RegoValue compare(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return RegoNumber.of(version(arguments, 0).compareTo(version(arguments, 1)));
  }

  private static SemanticVersion version(RegoValue[] arguments, int index) throws BuiltinException {
    String text = Arguments.string(arguments, index);
    return SemanticVersion.parse(text)
        .orElseThrow(() ->
            BuiltinException.of(
                "operand "
                    + (index + 1)
                    + ": string "
                    + arguments[index]
                    + " is not a valid SemVer"));
  }

  private static RegoValue isValid(EvaluationContext context, RegoValue[] arguments) {
    return RegoBoolean.of(
        arguments[0] instanceof RegoString text && SemanticVersion.parse(text.value()).isPresent());
  }

  /** A UUID of version 4; the same argument gives the same one. */
  private static RegoValue makeUuid(EvaluationContext context, RegoValue[] arguments) {
    SplittableRandom random = context.random(RegoArray.of(RegoString.of("uuid"), arguments[0]));
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
    return RegoString.of(new UUID(high, low).toString());
  }

  private static RegoValue random(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String key = Arguments.string(arguments, 0);
    RegoNumber bound = Arguments.number(arguments, 1);
    if (!bound.isLong() || bound.longValue() == Long.MIN_VALUE) {
      throw BuiltinException.operand(2, "must be integer number but got floating-point number");
    }
    long below = Math.abs(bound.longValue());
    if (below == 0) {
      return RegoNumber.of(0);
    }
    return RegoNumber.of(
        context.random(RegoArray.of(RegoString.of(key), RegoNumber.of(below))).nextLong(below));
  }

  private static @Nullable RegoValue parseUuid(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = Arguments.string(arguments, 0);
    if (text.length() > 45 || !UUID_TEXT.matcher(text).matches()) {
      return null;
    }
    String bare = text.length() == BRACED ? text.substring(1, BRACED - 1) : text;
    String digits = bare.replaceFirst("(?i)^urn:uuid:", "").replace("-", "");
    long high = Long.parseUnsignedLong(digits, 0, 16, 16);
    long low = Long.parseUnsignedLong(digits, 16, 32, 16);
    int version = (int) (high >> 12 & 0xF);
    Map<RegoValue, RegoValue> members = new LinkedHashMap<>();
    put(members, "version", RegoNumber.of(version));
    put(members, "variant", RegoString.of(variant((int) (low >>> 61))));
    if (version == 1 || version == 2) {
      long time = (high & 0xFFF) << 48 | (high >> 16 & 0xFFFF) << 32 | high >>> 32;
      put(members, "time", RegoNumber.of((time - GREGORIAN_OFFSET) * 100));
      put(members, "nodeid", RegoString.of(node(low)));
      put(members, "macvariables", RegoString.of(macVariables((int) (low >> 40 & 0xFF))));
      put(members, "clocksequence", RegoNumber.of(low >>> 48 & 0x3FFF));
      if (version == 2) {
        int domain = (int) (low >>> 48 & 0xFF);
        put(members, "id", RegoNumber.of(high >>> 32));
        put(
            members,
            "domain",
            RegoString.of(domain < DOMAINS.length ? DOMAINS[domain] : "Domain" + domain));
      }
    }
    return RegoObject.of(members);
  }

  private static void put(Map<RegoValue, RegoValue> members, String name, RegoValue value) {
    members.put(RegoString.of(name), value);
  }

  private static String variant(int bits) {
    if (bits < 4) {
      return "Reserved";
    }
    return bits < 6 ? "RFC4122" : bits == 6 ? "Microsoft" : "Future";
  }

  private static String node(long low) {
    StringBuilder text = new StringBuilder();
    for (int shift = 40; shift >= 0; shift -= 8) {
      int octet = (int) (low >> shift & 0xFF);
      text.append(text.isEmpty() ? "" : "-")
          .append(Character.forDigit(octet >> 4, 16))
          .append(Character.forDigit(octet & 15, 16));
    }
    return text.toString();
  }

  private static String macVariables(int firstOctet) {
    return ((firstOctet & 2) == 0 ? "global:" : "local:")
        + ((firstOctet & 1) == 0 ? "unicast" : "multicast");
  }
}
