package io.countersign.credentials.x509;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A workload's SPIFFE ID (SPIFFE-ID §2): {@code spiffe://}, a trust domain, and a path that is not
 * empty.
 */
public record SpiffeId(String value, String trustDomain) {
  private static final String SCHEME = "spiffe://";
  private static final int MAX_LENGTH = 2048;
  private static final Pattern TRUST_DOMAIN = Pattern.compile("[a-z0-9._-]{1,255}");
  private static final Pattern SEGMENT = Pattern.compile("[a-zA-Z0-9._-]+");

  /**
   * Null when the text is no SPIFFE ID of a workload. Nothing is normalised: the standard allows
   * neither percent-encoding nor upper case in a trust domain, so two spellings never mean one
   * workload.
   */
  public static @Nullable SpiffeId parse(String text) {
    if (text.length() > MAX_LENGTH || !text.startsWith(SCHEME)) {
      return null;
    }
    int slash = text.indexOf('/', SCHEME.length());
    if (slash < 0) {
      return null;
    }
    String trustDomain = text.substring(SCHEME.length(), slash);
    if (!isTrustDomain(trustDomain)) {
      return null;
    }
    for (String segment : text.substring(slash + 1).split("/", -1)) {
      if (!SEGMENT.matcher(segment).matches() || segment.equals(".") || segment.equals("..")) {
        return null;
      }
    }
    return new SpiffeId(text, trustDomain);
  }

  static boolean isTrustDomain(String name) {
    return TRUST_DOMAIN.matcher(name).matches();
  }

  /** The ID of a trust domain itself, which its authorities may carry (X.509-SVID §4.1). */
  static String ofAuthority(String trustDomain) {
    return SCHEME + trustDomain;
  }

  static boolean hasScheme(String uri) {
    return uri.regionMatches(true, 0, "spiffe:", 0, "spiffe:".length());
  }
}
