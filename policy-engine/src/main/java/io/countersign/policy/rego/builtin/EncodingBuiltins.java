package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.JsonText;
import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Base64, hexadecimal, URL queries, URIs. Bytes that are no UTF-8 become U+FFFD. */
final class EncodingBuiltins {
  private EncodingBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("base64.encode", encoding(Base64.getEncoder()));
    table.put(
        "base64.decode",
        (context, arguments) -> text(Base64Text.standard(input(context, arguments))));
    table.put("base64.is_valid", EncodingBuiltins::base64IsValid);
    table.put("base64url.encode", encoding(Base64.getUrlEncoder()));
    table.put("base64url.encode_no_pad", encoding(Base64.getUrlEncoder().withoutPadding()));
    table.put(
        "base64url.decode",
        (context, arguments) -> text(Base64Text.url(input(context, arguments))));
    table.put("hex.encode", EncodingBuiltins::hexEncode);
    table.put("hex.decode", EncodingBuiltins::hexDecode);
    table.put("urlquery.encode", EncodingBuiltins::queryEncode);
    table.put("urlquery.decode", EncodingBuiltins::queryDecode);
    table.put("urlquery.encode_object", EncodingBuiltins::queryEncodeObject);
    table.put("urlquery.decode_object", EncodingBuiltins::queryDecodeObject);
    table.put("uri.parse", EncodingBuiltins::uriParse);
    table.put("uri.is_valid", EncodingBuiltins::uriIsValid);
  }

  private static String input(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = Arguments.string(arguments, 0);
    BoundedText.chargeFor(context, 3L * text.length());
    return text;
  }

  private static RegoValue text(byte[] bytes) {
    return RegoString.of(new String(bytes, StandardCharsets.UTF_8));
  }

  private static Builtin encoding(Base64.Encoder encoder) {
    return (context, arguments) ->
        RegoString.of(
            encoder.encodeToString(input(context, arguments).getBytes(StandardCharsets.UTF_8)));
  }

  private static RegoValue base64IsValid(EvaluationContext context, RegoValue[] arguments) {
    try {
      byte[] _ = Base64Text.standard(input(context, arguments));
      return RegoBoolean.TRUE;
    } catch (BuiltinException e) {
      return RegoBoolean.FALSE;
    }
  }

  private static RegoValue hexEncode(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return RegoString.of(
        HexFormat.of().formatHex(input(context, arguments).getBytes(StandardCharsets.UTF_8)));
  }

  private static RegoValue hexDecode(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String hex = input(context, arguments);
    try {
      return text(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      throw BuiltinException.of("encoding/hex: " + hexProblem(hex));
    }
  }

  /** The first wrong byte, or else that one digit is left over. */
  private static String hexProblem(String hex) {
    for (byte each : hex.getBytes(StandardCharsets.UTF_8)) {
      if (!HexFormat.isHexDigit(each)) {
        int unsigned = Byte.toUnsignedInt(each);
        return String.format(
            Locale.ROOT, "invalid byte: U+%04X %s", unsigned, GoQuote.character(unsigned, false));
      }
    }
    return "odd length hex string";
  }

  private static RegoValue queryEncode(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return RegoString.of(UrlQuery.escape(input(context, arguments)));
  }

  private static RegoValue queryDecode(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return RegoString.of(UrlQuery.unescape(input(context, arguments), true));
  }

  private static RegoValue queryEncodeObject(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    BoundedText query = new BoundedText(context);
    String separator = "";
    RegoObject object = Arguments.object(arguments, 0);
    for (RegoValue key : object.keys()) {
      String name = key instanceof RegoString string ? string.value() : JsonText.of(key);
      RegoValue value = object.get(key);
      Iterable<RegoValue> values =
          switch (value) {
            case RegoString string -> List.of(string);
            case RegoArray array -> array;
            case RegoSet set -> set;
            case null, default -> throw wrongValues();
          };
      for (RegoValue element : values) {
        if (!(element instanceof RegoString string)) {
          throw wrongValues();
        }
        query
            .append(separator)
            .append(UrlQuery.escape(name))
            .append("=")
            .append(UrlQuery.escape(string.value()));
        separator = "&";
      }
    }
    return RegoString.of(query.toString());
  }

  private static BuiltinException wrongValues() {
    return BuiltinException.operand(1, "values must be string, array[string], or set[string]");
  }

  private static RegoValue queryDecodeObject(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    Map<String, List<RegoValue>> parameters = new LinkedHashMap<>();
    for (String part : input(context, arguments).split("&", -1)) {
      if (part.indexOf(';') >= 0) {
        throw BuiltinException.of("invalid semicolon separator in query");
      }
      if (!part.isEmpty()) {
        int equals = part.indexOf('=');
        String name = UrlQuery.unescape(equals < 0 ? part : part.substring(0, equals), true);
        String value = equals < 0 ? "" : UrlQuery.unescape(part.substring(equals + 1), true);
        parameters.computeIfAbsent(name, _ -> new ArrayList<>()).add(RegoString.of(value));
      }
    }
    Map<RegoValue, RegoValue> object = new LinkedHashMap<>();
    parameters.forEach((name, values) -> object.put(RegoString.of(name), RegoArray.of(values)));
    return RegoObject.of(object);
  }

  private static RegoValue uriParse(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    Map<RegoValue, RegoValue> members = new LinkedHashMap<>();
    UrlParts.parse(input(context, arguments))
        .members()
        .forEach((name, value) -> members.put(RegoString.of(name), RegoString.of(value)));
    return RegoObject.of(members);
  }

  private static RegoValue uriIsValid(EvaluationContext context, RegoValue[] arguments) {
    try {
      String uri = input(context, arguments);
      UrlParts _ = UrlParts.parse(uri);
      return RegoBoolean.of(!uri.isEmpty());
    } catch (BuiltinException e) {
      return RegoBoolean.FALSE;
    }
  }
}
