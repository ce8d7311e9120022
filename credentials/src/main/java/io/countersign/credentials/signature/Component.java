package io.countersign.credentials.signature;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.greenbytes.http.sfv.BooleanItem;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.Parameters;
import org.greenbytes.http.sfv.StringItem;
import org.jspecify.annotations.Nullable;

/**
 * A part of the request that a signature covers (RFC 9421 §2).
 *
 * @param identifier as it stands in the signature base, name and parameters
 * @param name lower case; starts with {@code @} unless it is a field's
 * @param argument the parameter's text for {@link Form#MEMBER} and {@link Form#QUERY_PARAMETER},
 *     else empty
 */
record Component(String identifier, String name, Form form, String argument) {

  /** How the component's value is made. */
  enum Form {
    /** Derived from the request's control data (RFC 9421 §2.2). */
    DERIVED,
    /** {@code @query-param} (RFC 9421 §2.2.8). */
    QUERY_PARAMETER,
    /** A field as it came (RFC 9421 §2.1). */
    FIELD,
    /** {@code sf}: a structured field, written again in the strict form (RFC 9421 §2.1.1). */
    STRICT_FIELD,
    /** {@code key}: one member of a dictionary (RFC 9421 §2.1.2). */
    MEMBER,
    /** {@code bs}: each line as a byte sequence (RFC 9421 §2.1.3). */
    BYTES
  }

  private static final Set<String> DERIVED =
      Set.of(
          "@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query");

  /** RFC 9110 §5.1 without upper case, which RFC 9421 §2.1 does not allow. */
  private static final Pattern FIELD_NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,256}");

  /**
   * The component; empty when there is none of that name in a request, or its parameters are not
   * ones that we can follow. {@code req} and {@code @status} belong to responses, {@code tr} to
   * trailers, which no gateway shows us.
   */
  static Optional<Component> of(Item<?> item) {
    if (!(item instanceof StringItem text)) {
      return Optional.empty();
    }
    String name = text.get();
    Parameters parameters = item.getParams();
    if (name.equals("@query-param")) {
      String argument = onlyText(parameters, "name");
      return argument == null
          ? Optional.empty()
          : Optional.of(new Component(item.serialize(), name, Form.QUERY_PARAMETER, argument));
    }
    if (name.startsWith("@")) {
      return DERIVED.contains(name) && parameters.isEmpty()
          ? Optional.of(new Component(item.serialize(), name, Form.DERIVED, ""))
          : Optional.empty();
    }
    return FIELD_NAME.matcher(name).matches()
        ? field(item.serialize(), name, parameters)
        : Optional.empty();
  }

  private static Optional<Component> field(String identifier, String name, Parameters parameters) {
    String key = onlyText(parameters, "key");
    if (key != null) {
      return Optional.of(new Component(identifier, name, Form.MEMBER, key));
    }
    Form form = parameters.isEmpty() ? Form.FIELD : flag(parameters);
    return form == null ? Optional.empty() : Optional.of(new Component(identifier, name, form, ""));
  }

  private static @Nullable Form flag(Parameters parameters) {
    if (parameters.size() != 1
        || !(parameters.values().iterator().next() instanceof BooleanItem set && set.get())) {
      return null;
    }
    return switch (parameters.keySet().iterator().next()) {
      case "sf" -> Form.STRICT_FIELD;
      case "bs" -> Form.BYTES;
      default -> null;
    };
  }

  private static @Nullable String onlyText(Parameters parameters, String name) {
    return parameters.size() == 1 && parameters.get(name) instanceof StringItem text
        ? text.get()
        : null;
  }

  /** Whether it is the whole of the field, and not one member. */
  boolean isWholeField() {
    return form == Form.FIELD || form == Form.STRICT_FIELD || form == Form.BYTES;
  }
}
