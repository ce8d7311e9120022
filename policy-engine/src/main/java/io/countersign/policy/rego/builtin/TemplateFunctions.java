package io.countersign.policy.rego.builtin;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The functions of templates. {@code and} and {@code or} are not among them, for they evaluate only
 * what they need.
 */
final class TemplateFunctions {
  private static final int ANY = Integer.MAX_VALUE;
  private static final Map<String, Function> TABLE =
      Map.ofEntries(
          Map.entry("call", new Function(1, ANY, TemplateFunctions::call)),
          Map.entry("eq", new Function(1, ANY, (_, v) -> bool(TemplateComparison.isAny(v)))),
          Map.entry("ge", comparison((a, b) -> !TemplateComparison.less(a, b))),
          Map.entry("gt", comparison((a, b) -> !TemplateComparison.lessOrEqual(a, b))),
          Map.entry("html", new Function(0, ANY, (c, v) -> escaped(c, v, TemplateEscapes::html))),
          Map.entry("index", new Function(1, ANY, (_, v) -> index(v))),
          Map.entry(
              "js", new Function(0, ANY, (c, v) -> escaped(c, v, TemplateEscapes::javascript))),
          Map.entry("le", comparison(TemplateComparison::lessOrEqual)),
          Map.entry("len", new Function(1, 1, (_, v) -> length(v.getFirst()))),
          Map.entry("lt", comparison(TemplateComparison::less)),
          Map.entry("ne", comparison((a, b) -> !TemplateComparison.equal(a, b))),
          Map.entry("not", new Function(1, 1, (_, v) -> bool(!isTrue(v.getFirst())))),
          Map.entry("print", new Function(0, ANY, TemplateFunctions::print)),
          Map.entry("printf", new Function(1, ANY, TemplateFunctions::printf)),
          Map.entry("println", new Function(0, ANY, TemplateFunctions::println)),
          Map.entry("slice", new Function(1, ANY, (_, v) -> slice(v))),
          Map.entry(
              "urlquery",
              new Function(0, ANY, (c, v) -> escaped(c, v, TemplateEscapes::urlQuery))));

  /** What a function does. */
  @FunctionalInterface
  private interface Body {
    GoValue call(EvaluationContext context, List<GoValue> values) throws BuiltinException;
  }

  @FunctionalInterface
  private interface Comparison {
    boolean test(GoValue a, GoValue b) throws BuiltinException;
  }

  @FunctionalInterface
  private interface Escape {
    void append(BoundedText out, String text);
  }

  private record Function(int least, int most, Body body) {}

  private TemplateFunctions() {}

  static boolean has(String name) {
    return name.equals("and") || name.equals("or") || TABLE.containsKey(name);
  }

  /** Calls one of the functions. */
  static GoValue call(EvaluationContext context, String name, List<GoValue> values)
      throws BuiltinException {
    Function function = TABLE.get(name);
    if (function == null) {
      throw BuiltinException.of(GoQuote.string(name, false) + " is not a defined function");
    }
    if (values.size() < function.least() || values.size() > function.most()) {
      throw BuiltinException.of(
          "wrong number of args for "
              + name
              + ": want "
              + (function.most() == ANY ? "at least " : "")
              + function.least()
              + " got "
              + values.size());
    }
    context.charge(1 + values.size());
    try {
      return function.body().call(context, values);
    } catch (BuiltinException e) {
      throw BuiltinException.of("error calling " + name + ": " + e.getMessage());
    }
  }

  /** What {@code if} goes by: a number of the data is a text, and true even where it is 0. */
  static boolean isTrue(GoValue value) {
    return switch (value) {
      case GoValue.Nil _ -> false;
      case GoValue.Bool(boolean bool) -> bool;
      case GoValue.Whole(long number, _) -> number != 0;
      case GoValue.Big _ -> true;
      case GoValue.Real(double number) -> number != 0;
      case GoValue.Text(String text, _) -> !text.isEmpty();
      case GoValue.Sequence(var values) -> !values.isEmpty();
      case GoValue.Mapping(var values) -> !values.isEmpty();
    };
  }

  private static GoValue bool(boolean value) {
    return new GoValue.Bool(value);
  }

  private static Function comparison(Comparison comparison) {
    return new Function(2, 2, (_, v) -> bool(comparison.test(v.getFirst(), v.get(1))));
  }

  private static GoValue call(EvaluationContext context, List<GoValue> values)
      throws BuiltinException {
    GoValue callee = values.getFirst();
    throw BuiltinException.of(
        callee instanceof GoValue.Nil ? "call of nil" : "non-function of type " + callee.type());
  }

  private static GoValue print(EvaluationContext context, List<GoValue> values) {
    BoundedText out = new BoundedText(context);
    GoPrint.print(out, values);
    return GoValue.text(out.toString());
  }

  private static GoValue println(EvaluationContext context, List<GoValue> values) {
    BoundedText out = new BoundedText(context);
    GoPrint.printLine(out, values);
    return GoValue.text(out.toString());
  }

  private static GoValue printf(EvaluationContext context, List<GoValue> values)
      throws BuiltinException {
    GoValue format = values.getFirst();
    if (!(format instanceof GoValue.Text(String text, String type)) || !type.equals("string")) {
      throw BuiltinException.of("wrong type for value; expected string; got " + format.type());
    }
    BoundedText out = new BoundedText(context);
    GoFormat.print(out, text, values.subList(1, values.size()));
    return GoValue.text(out.toString());
  }

  private static GoValue escaped(EvaluationContext context, List<GoValue> values, Escape escape) {
    BoundedText plain = new BoundedText(context);
    GoPrint.print(
        plain,
        values.stream()
            .map(value -> value instanceof GoValue.Nil ? GoValue.text(TemplateRun.NO_VALUE) : value)
            .toList());
    BoundedText out = new BoundedText(context);
    escape.append(out, plain.toString());
    return GoValue.text(out.toString());
  }

  private static GoValue length(GoValue value) throws BuiltinException {
    return new GoValue.Whole(
        switch (value) {
          case GoValue.Text(String text, _) -> text.getBytes(StandardCharsets.UTF_8).length;
          case GoValue.Sequence(var values) -> values.size();
          case GoValue.Mapping(var values) -> values.size();
          case GoValue.Nil _ -> throw BuiltinException.of("len of nil pointer");
          default -> throw BuiltinException.of("len of type " + value.type());
        },
        "int");
  }

  private static GoValue index(List<GoValue> values) throws BuiltinException {
    GoValue item = values.getFirst();
    if (item instanceof GoValue.Nil) {
      throw BuiltinException.of("index of untyped nil");
    }
    for (GoValue index : values.subList(1, values.size())) {
      item =
          switch (item) {
            case GoValue.Sequence(var elements) ->
                elements.get(place(index, elements.size(), elements.size() - 1));
            case GoValue.Mapping(var members) -> members.getOrDefault(key(index), GoValue.NIL);
            case GoValue.Text(String text, _) -> {
              byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
              yield new GoValue.Whole(
                  bytes[place(index, bytes.length, bytes.length - 1)] & 0xff, "uint8");
            }
            case GoValue.Nil _ -> throw BuiltinException.of("index of nil pointer");
            default -> throw BuiltinException.of("can't index item of type " + item.type());
          };
    }
    return item;
  }

  private static String key(GoValue index) throws BuiltinException {
    if (index instanceof GoValue.Text(String text, String type) && type.equals("string")) {
      return text;
    }
    throw BuiltinException.of(
        index instanceof GoValue.Nil
            ? "value is nil; should be of type string"
            : "value has type " + index.type() + "; should be string");
  }

  private static int place(GoValue index, int capacity, int last) throws BuiltinException {
    if (index instanceof GoValue.Nil) {
      throw BuiltinException.of("cannot index slice/array with nil");
    }
    if (!(index instanceof GoValue.Whole(long place, _))) {
      throw BuiltinException.of("cannot index slice/array with type " + index.type());
    }
    if (place < 0 || place > capacity) {
      throw BuiltinException.of("index out of range: " + place);
    }
    if (place > last) {
      throw BuiltinException.of("reflect: slice index out of range");
    }
    return (int) place;
  }

  /** A part of an array or of a text's bytes: from and to, where given. */
  private static GoValue slice(List<GoValue> values) throws BuiltinException {
    GoValue item = values.getFirst();
    if (item instanceof GoValue.Nil) {
      throw BuiltinException.of("slice of untyped nil");
    }
    if (values.size() > 4) {
      throw BuiltinException.of("too many slice indexes: " + (values.size() - 1));
    }
    byte[] bytes =
        item instanceof GoValue.Text(String text, _)
            ? text.getBytes(StandardCharsets.UTF_8)
            : new byte[0];
    List<GoValue> elements = item instanceof GoValue.Sequence(var sequence) ? sequence : List.of();
    if (!(item instanceof GoValue.Text) && !(item instanceof GoValue.Sequence)) {
      throw BuiltinException.of("can't slice item of type " + item.type());
    }
    if (item instanceof GoValue.Text && values.size() == 4) {
      throw BuiltinException.of("cannot 3-index slice a string");
    }
    int size = Math.max(bytes.length, elements.size());
    int[] places = {0, size, size};
    for (int i = 1; i < values.size(); i++) {
      places[i - 1] = place(values.get(i), size, size);
    }
    if (places[0] > places[1] || places[1] > places[2]) {
      throw BuiltinException.of("invalid slice index: " + places[0] + " > " + places[1]);
    }
    return item instanceof GoValue.Text(_, String type)
        ? new GoValue.Text(
            new String(Arrays.copyOfRange(bytes, places[0], places[1]), StandardCharsets.UTF_8),
            type)
        : new GoValue.Sequence(elements.subList(places[0], places[1]));
  }
}
