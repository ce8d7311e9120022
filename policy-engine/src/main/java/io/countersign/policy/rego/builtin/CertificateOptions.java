package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** How a policy wants certificates verified. */
final class CertificateOptions {
  /** At the place of each purpose in {@link CertificateExtensions#PURPOSES}. */
  private static final List<String> NAMES =
      List.of(
          "KeyUsageAny",
          "KeyUsageServerAuth",
          "KeyUsageClientAuth",
          "KeyUsageCodeSigning",
          "KeyUsageEmailProtection",
          "KeyUsageIPSECEndSystem",
          "KeyUsageIPSECTunnel",
          "KeyUsageIPSECUser",
          "KeyUsageTimeStamping",
          "KeyUsageOCSPSigning",
          "KeyUsageMicrosoftServerGatedCrypto",
          "KeyUsageNetscapeServerGatedCrypto",
          "KeyUsageMicrosoftCommercialCodeSigning",
          "KeyUsageMicrosoftKernelCodeSigning");

  private static final Pattern LABEL = Pattern.compile("[a-z0-9_][a-z0-9_-]*");
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final Set<String> purposes = new HashSet<>();
  private Instant time;
  private String dnsName = "";

  CertificateOptions(Instant time) {
    this.time = time;
  }

  static CertificateOptions of(EvaluationContext context, RegoObject object)
      throws BuiltinException {
    CertificateOptions options = new CertificateOptions(context.time());
    for (RegoValue key : object.keys()) {
      RegoValue value = object.get(key);
      if (key instanceof RegoString name && value != null) {
        options.set(name.value(), value);
      }
    }
    return options;
  }

  private void set(String name, RegoValue value) throws BuiltinException {
    switch (name) {
      case "DNSName" -> {
        if (!(value instanceof RegoString text)) {
          throw BuiltinException.of("'DNSName' should be a string");
        }
        dnsName = text.value().replaceAll("^\"+|\"+$", "");
      }
      case "CurrentTime" -> {
        if (!(value instanceof RegoNumber nanos)) {
          throw BuiltinException.of("'CurrentTime' should be a number");
        }
        // As OPA reads the number's text, one with an exponent is none.
        if (!nanos.isLong() || !nanos.toString().equals(Long.toString(nanos.longValue()))) {
          throw BuiltinException.of("'CurrentTime' should be a valid int64 number");
        }
        time = Instant.EPOCH.plusNanos(nanos.longValue());
      }
      case "MaxConstraintComparisons" -> {
        // The work is bounded by the context, whatever a policy asks for.
        if (!(value instanceof RegoNumber count)) {
          throw BuiltinException.of("'MaxConstraintComparisons' should be a number");
        }
        if (!count.isLong()) {
          throw BuiltinException.of("'MaxConstraintComparisons' should be a valid number");
        }
      }
      case "KeyUsages" -> addPurposes(value);
      default -> throw BuiltinException.of("invalid key option");
    }
  }

  private void addPurposes(RegoValue value) throws BuiltinException {
    Iterable<RegoValue> names =
        switch (value) {
          case RegoArray array -> array;
          case RegoSet set -> set;
          default -> throw BuiltinException.of("'KeyUsages' should be an Array or Set");
        };
    List<String> invalid = new ArrayList<>();
    for (RegoValue element : names) {
      if (element instanceof RegoString name) {
        int place = NAMES.indexOf(name.value().replaceAll("^\"+|\"+$", ""));
        if (place < 0) {
          invalid.add(name.value());
        } else {
          purposes.add(CertificateExtensions.PURPOSES.get(place));
        }
      }
    }
    if (!invalid.isEmpty()) {
      throw BuiltinException.of(
          "invalid entries for 'KeyUsages' found: [" + String.join(" ", invalid) + "]");
    }
  }

  Instant time() {
    return time;
  }

  /** Servers' authentication unless others were named. */
  Set<String> purposes() {
    return purposes.isEmpty() ? Set.of(CertificateExtensions.PURPOSES.get(1)) : purposes;
  }

  /**
   * Whether the certificate is for the wanted name (RFC 6125 §6.4) or address, which may stand in
   * brackets, if any is wanted.
   */
  boolean namesMatch(X509Certificate certificate) throws CertificateParsingException {
    if (dnsName.isEmpty()) {
      return true;
    }
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    String wanted = dnsName.toLowerCase(Locale.ROOT);
    Optional<IpAddress> address =
        IpAddress.parse(
            wanted.startsWith("[") && wanted.endsWith("]")
                ? wanted.substring(1, wanted.length() - 1)
                : wanted);
    return names != null
        && names.stream()
            .anyMatch(name ->
                name.get(1) instanceof String text
                    && (address.isPresent()
                        ? name.get(0).equals(IP_ADDRESS) && IpAddress.parse(text).equals(address)
                        : name.get(0).equals(DNS_NAME)
                            && matches(text.toLowerCase(Locale.ROOT), wanted)));
  }

  /** A star stands for the whole first label, which must be one of a host. */
  private static boolean matches(String pattern, String name) {
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    int dot = bare.indexOf('.');
    return pattern.equals(bare)
        || (pattern.startsWith("*.")
            && dot > 0
            && LABEL.matcher(bare.substring(0, dot)).matches()
            && pattern.substring(1).equals(bare.substring(dot)));
  }
}
