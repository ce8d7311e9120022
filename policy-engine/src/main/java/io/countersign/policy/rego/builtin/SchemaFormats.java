package io.countersign.policy.rego.builtin;

import com.google.re2j.Pattern;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;

/** The formats of JSON Schema (draft 7, section 7.3) that OPA looks at; others match anything. */
final class SchemaFormats {
  private static final int MAX_LENGTH = 65_536;
  private static final String TIME = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?";
  private static final String ZONE = "(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

  private static final Map<String, Pattern> PATTERNS =
      Map.of(
          "date", Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
          "time", Pattern.compile(TIME + ZONE + "?"),
          "date-time", Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]" + TIME + ZONE + "?"),
          "email", Pattern.compile("[^@\\s<>()\\[\\],;:\\\\\"]+@[^@\\s<>()\\[\\],;:\\\\\"]+"),
          "hostname",
              Pattern.compile(
                  "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
                      + "(\\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"),
          "ipv4", Pattern.compile(OCTET + "(\\." + OCTET + "){3}"),
          "ipv6",
              Pattern.compile(
                  "[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}(" + OCTET + "(\\." + OCTET + "){3})?"),
          "uuid",
              Pattern.compile(
                  "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"),
          "json-pointer", Pattern.compile("(/([^/~]|~[01])*)*"));

  private SchemaFormats() {}

  static boolean matches(EvaluationContext context, String format, String text) {
    context.charge(text.length() / 8 + 1);
    if (text.length() > MAX_LENGTH) {
      return false;
    }
    return switch (format) {
      case "uri" -> isUri(text, true);
      case "uri-reference" -> isUri(text, false);
      case "regex" -> isRegex(context, text);
      default -> {
        Pattern pattern = PATTERNS.get(format);
        yield pattern == null
            || (pattern.matcher(text).matches() && (!format.startsWith("date") || isDate(text)));
      }
    };
  }

  private static boolean isDate(String text) {
    try {
      LocalDate.parse(text.substring(0, 10));
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isUri(String text, boolean absolute) {
    try {
      boolean isAbsolute = new URI(text).isAbsolute();
      return isAbsolute || !absolute;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isRegex(EvaluationContext context, String text) {
    try {
      Regex.of(context, text);
      return true;
    } catch (BuiltinException e) {
      return false;
    }
  }
}
