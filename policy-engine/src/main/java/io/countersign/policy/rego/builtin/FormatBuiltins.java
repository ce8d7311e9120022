package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Texts made of values. */
final class FormatBuiltins {
  private static final int MAX_TEMPLATE = 65_536;
  private static final String UNDEFINED = "<undefined>";
  private static final PatternCache<String, TemplateNode.Template> TEMPLATES = new PatternCache<>();

  private FormatBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("sprintf", FormatBuiltins::sprintf);
    table.put("format_int", FormatBuiltins::formatInt);
    table.put("internal.template_string", FormatBuiltins::templateString);
    table.put("strings.render_template", FormatBuiltins::renderTemplate);
  }

  private static RegoValue sprintf(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String format = Arguments.string(arguments, 0);
    RegoArray values = Arguments.array(arguments, 1);
    context.charge(values.size());
    List<GoValue> given = new ArrayList<>(values.size());
    for (RegoValue value : values) {
      given.add(GoValue.argument(value));
    }
    BoundedText text = new BoundedText(context);
    GoFormat.print(text, format, given);
    return RegoString.of(text.toString());
  }

  /** A number's whole part. */
  private static RegoValue formatInt(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    BigDecimal number = Arguments.number(arguments, 0).toBigDecimal();
    RegoNumber base = Arguments.number(arguments, 1);
    long radix = base.isLong() ? base.longValue() : 0;
    if (radix != 2 && radix != 8 && radix != 10 && radix != 16) {
      throw BuiltinException.operand(2, "must be one of {2, 8, 10, 16}");
    }
    context.charge(1 + number.precision());
    return RegoString.of(number.toBigInteger().toString((int) radix));
  }

  /** The parts of an interpolated string; one that is undefined is an empty set. */
  private static RegoValue templateString(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    BoundedText text = new BoundedText(context);
    RegoArray parts = Arguments.array(arguments, 0);
    context.charge(parts.size());
    for (RegoValue part : parts) {
      switch (part) {
        case RegoSet set when set.isEmpty() -> text.append(UNDEFINED);
        case RegoSet set when set.size() == 1 -> text.append(plain(set.iterator().next()));
        case RegoSet _ ->
            throw BuiltinException.of("template-strings must not produce multiple outputs");
        case RegoArray _, RegoObject _ ->
            throw BuiltinException.of("illegal argument type: " + part.typeName());
        default -> text.append(plain(part));
      }
    }
    return RegoString.of(text.toString());
  }

  private static RegoValue renderTemplate(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = StringBuiltins.text(context, arguments, 0);
    if (text.length() > MAX_TEMPLATE) {
      throw BuiltinException.of("template of more than " + MAX_TEMPLATE + " characters");
    }
    GoValue data = GoValue.ofJson(context, Arguments.object(arguments, 1));
    TemplateNode.Template template = TEMPLATES.get(text);
    if (template == null) {
      template = TemplateParser.parse(context, text);
      TEMPLATES.put(text, template, text.length());
    }
    String rendered = TemplateRun.run(context, template, data);
    return RegoString.of(rendered.replace(TemplateRun.NO_VALUE, UNDEFINED));
  }

  private static String plain(RegoValue value) {
    return value instanceof RegoString string ? string.value() : value.toString();
  }
}
