package io.countersign.policy;

import io.countersign.decision.CredentialHeaders;
import io.countersign.decision.Header;
import io.countersign.decision.QueryParameter;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a policy may put into header fields and query parameters: names of RFC 9110 §5.1, values
 * without control characters, nothing that frames the message (RFC 9112 §6), and none of our own
 * fields, which speak of the decision.
 */
final class HeaderRules {
  static final int MAX_FIELDS = 64;

  /** In characters. */
  static final int MAX_NAME_LENGTH = 256;

  /** In characters. */
  static final int MAX_VALUE_LENGTH = 8_192;

  private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";
  private static final Set<String> FRAMING =
      Set.of(
          "connection", "content-length", "host", "te", "trailer", "transfer-encoding", "upgrade");

  private HeaderRules() {}

  static List<Header> settable(List<Header> headers) throws ResultShapeException {
    bounded(headers.size());
    for (Header header : headers) {
      fieldName(header.name());
      if (FRAMING.contains(header.name())) {
        throw new ResultShapeException("a header that frames the message");
      }
      value(header.value());
    }
    return headers;
  }

  static List<String> removable(List<String> names) throws ResultShapeException {
    bounded(names.size());
    for (String name : names) {
      fieldName(name);
    }
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  static List<QueryParameter> parameters(List<QueryParameter> parameters)
      throws ResultShapeException {
    bounded(parameters.size());
    for (QueryParameter parameter : parameters) {
      parameterName(parameter.name());
      value(parameter.value());
    }
    return parameters;
  }

  static List<String> parameterNames(List<String> names) throws ResultShapeException {
    bounded(names.size());
    for (String name : names) {
      parameterName(name);
    }
    return names;
  }

  private static void bounded(int size) throws ResultShapeException {
    if (size > MAX_FIELDS) {
      throw new ResultShapeException("more than " + MAX_FIELDS + " fields");
    }
  }

  private static void fieldName(String name) throws ResultShapeException {
    boolean token =
        !name.isEmpty()
            && name.length() <= MAX_NAME_LENGTH
            && name.chars().allMatch(HeaderRules::isTokenCharacter);
    if (!token || name.toLowerCase(Locale.ROOT).startsWith(CredentialHeaders.OWN_PREFIX)) {
      throw new ResultShapeException("a header name that is none, or ours");
    }
  }

  private static void parameterName(String name) throws ResultShapeException {
    if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
      throw new ResultShapeException("a query parameter without a name of bounded length");
    }
    value(name);
  }

  private static void value(String value) throws ResultShapeException {
    if (value.length() > MAX_VALUE_LENGTH
        || value.chars().anyMatch(c -> (c < 0x20 && c != '\t') || c == 0x7F)) {
      throw new ResultShapeException("a value that is too long or has control characters");
    }
  }

  private static boolean isTokenCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || TOKEN_PUNCTUATION.indexOf(c) >= 0;
  }
}
