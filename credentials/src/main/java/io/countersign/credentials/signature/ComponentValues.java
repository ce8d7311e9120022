package io.countersign.credentials.signature;

import io.countersign.decision.AccessRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.greenbytes.http.sfv.Dictionary;
import org.greenbytes.http.sfv.ListElement;
import org.jspecify.annotations.Nullable;

/**
 * The values of a request's components, made again from the request (RFC 9421 §2). What cannot be
 * made without guessing has none.
 */
final class ComponentValues {
  /** Fields of which we know that they are dictionaries, so that {@code sf} can be followed. */
  private static final Set<String> DICTIONARIES =
      Set.of("content-digest", "repr-digest", "priority", "signature", "signature-input");

  private final AccessRequest request;
  private final String scheme;
  private final String authority;

  /**
   * The values of this request.
   *
   * @param origin where it was sent to: scheme, host in lower case, and port unless it is the
   *     scheme's own. One of the configuration, never what a header claims
   */
  ComponentValues(AccessRequest request, String origin) {
    int colon = origin.indexOf("://");
    this.request = request;
    this.scheme = origin.substring(0, colon);
    this.authority = origin.substring(colon + "://".length());
  }

  /** Null when the request has no such component, or it cannot be made again. */
  @Nullable String of(Component component) {
    String value =
        switch (component.form()) {
          case DERIVED -> derived(component.name());
          case QUERY_PARAMETER -> QueryParameters.value(request.query(), component.argument());
          case FIELD -> field(component.name());
          case STRICT_FIELD -> strict(component.name());
          case MEMBER -> member(component.name(), component.argument());
          case BYTES -> bytes(component.name());
        };
    return value != null && isPrintable(value) ? value : null;
  }

  private @Nullable String derived(String name) {
    String path = request.path().isEmpty() ? "/" : request.path(); // RFC 9421 §2.2.6
    if (path.charAt(0) != '/') {
      return null; // an absolute or asterisk form, or a CONNECT: not what gateways send us
    }
    String query = request.query().isEmpty() ? "" : "?" + request.query();
    return switch (name) {
      case "@method" -> request.method().isEmpty() ? null : request.method();
      case "@target-uri" -> scheme + "://" + authority + path + query;
      case "@authority" -> authority;
      case "@scheme" -> scheme;
      case "@request-target" -> path + query;
      case "@path" -> path;
      case "@query" -> "?" + request.query(); // RFC 9421 §2.2.7: the mark stands there without one
      default -> null;
    };
  }

  private @Nullable String field(String name) {
    List<String> lines = lines(name);
    return lines.isEmpty() ? null : String.join(", ", lines);
  }

  private @Nullable String strict(String name) {
    List<String> lines = lines(name);
    if (lines.isEmpty() || !DICTIONARIES.contains(name)) {
      return null;
    }
    return StructuredFields.dictionary(lines).map(Dictionary::serialize).orElse(null);
  }

  private @Nullable String member(String name, String key) {
    Optional<Dictionary> dictionary = StructuredFields.dictionary(lines(name));
    if (dictionary.isEmpty()) {
      return null;
    }
    ListElement<?> member = dictionary.get().get().get(key);
    return member == null ? null : member.serialize();
  }

  private @Nullable String bytes(String name) {
    List<String> lines = lines(name);
    // Beyond ASCII we no longer know which bytes stood there.
    if (lines.isEmpty() || !lines.stream().allMatch(ComponentValues::isPrintable)) {
      return null;
    }
    return lines.stream()
        .map(line -> line.getBytes(StandardCharsets.US_ASCII))
        .map(line -> ":" + Base64.getEncoder().encodeToString(line) + ":")
        .collect(Collectors.joining(", "));
  }

  /** Each line without the white space around it (RFC 9421 §2.1). */
  private List<String> lines(String name) {
    return request.headers().values(name).stream().map(ComponentValues::stripped).toList();
  }

  private static String stripped(String line) {
    int from = 0;
    int to = line.length();
    while (from < to && isWhiteSpace(line.charAt(from))) {
      from++;
    }
    while (to > from && isWhiteSpace(line.charAt(to - 1))) {
      to--;
    }
    return line.substring(from, to);
  }

  private static boolean isWhiteSpace(char c) {
    return c == ' ' || c == '\t';
  }

  /** A line break in a value would be a line of the signature base (RFC 9421 §7.5.5). */
  private static boolean isPrintable(String value) {
    return value.chars().allMatch(c -> (c >= ' ' && c <= '~') || c == '\t');
  }
}
