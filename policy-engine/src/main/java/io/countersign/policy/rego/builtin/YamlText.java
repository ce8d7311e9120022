package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNull;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Values as YAML, and YAML as values: the part of it that JSON can say. */
final class YamlText {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_ALIASES = 50;
  private static final Pattern NO_JSON_NUMBER = Pattern.compile("[-+]?\\.(?i:inf|nan)");
  private static final Pattern OTHER_RADIX =
      Pattern.compile("0(?:([xX])[0-9a-fA-F]+|([bB])[01]+|[0-7]+)");

  private final EvaluationContext context;

  private YamlText(EvaluationContext context) {
    this.context = context;
  }

  /**
   * Reads all documents of a text; there is at least one.
   *
   * @throws org.yaml.snakeyaml.error.YAMLException when the text is no YAML
   */
  static List<RegoValue> read(EvaluationContext context, String text) throws BuiltinException {
    BoundedText.chargeFor(context, 8L * text.length());
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(BoundedText.MAX_LENGTH);
    List<RegoValue> documents = new ArrayList<>();
    YamlText reader = new YamlText(context);
    for (Node node : new Yaml(options).composeAll(new StringReader(text))) {
      documents.add(reader.value(node, 0));
    }
    if (documents.isEmpty()) {
      documents.add(RegoNull.NULL);
    }
    return documents;
  }

  /** A collection that holds itself through an alias ends at the depth's limit. */
  private RegoValue value(Node node, int depth) throws BuiltinException {
    context.charge(4);
    if (depth > MAX_DEPTH) {
      throw BuiltinException.of("yaml: nested too deep");
    }
    return switch (node) {
      case MappingNode mapping -> object(mapping, depth);
      case SequenceNode sequence -> {
        List<RegoValue> elements = new ArrayList<>();
        for (Node element : sequence.getValue()) {
          elements.add(value(element, depth + 1));
        }
        yield RegoArray.of(elements);
      }
      case ScalarNode scalar -> scalar(scalar);
      default -> throw BuiltinException.of("yaml: what JSON cannot say");
    };
  }

  private RegoValue object(MappingNode mapping, int depth) throws BuiltinException {
    Map<RegoValue, RegoValue> members = new LinkedHashMap<>();
    for (NodeTuple member : mapping.getValue()) {
      if (!(member.getKeyNode() instanceof ScalarNode key) || key.getTag().equals(Tag.NULL)) {
        throw BuiltinException.of("yaml: a key that is no scalar, or null");
      }
      RegoValue before =
          members.put(RegoString.of(key.getValue()), value(member.getValueNode(), depth + 1));
      if (before != null) {
        throw BuiltinException.of("yaml: key " + RegoString.of(key.getValue()) + " already set");
      }
    }
    return RegoObject.of(members);
  }

  /** By the rules of YAML 1.2 §10.3 where they differ from those of 1.1: "no" is no boolean. */
  private static RegoValue scalar(ScalarNode scalar) throws BuiltinException {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return RegoNull.NULL;
    }
    if (tag.equals(Tag.BOOL)) {
      return switch (text) {
        case "true", "True", "TRUE" -> RegoBoolean.TRUE;
        case "false", "False", "FALSE" -> RegoBoolean.FALSE;
        case String other when scalar.isPlain() -> RegoString.of(other);
        default -> throw BuiltinException.of("yaml: no boolean");
      };
    }
    if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      if (NO_JSON_NUMBER.matcher(text).matches()) {
        throw BuiltinException.of("yaml: a number that JSON cannot say");
      }
      RegoNumber number = number(text.replace("_", ""));
      return number == null ? RegoString.of(text) : number;
    }
    return RegoString.of(text);
  }

  private static @Nullable RegoNumber number(String text) {
    boolean negative = text.startsWith("-");
    String plain = negative || text.startsWith("+") ? text.substring(1) : text;
    Matcher other = OTHER_RADIX.matcher(plain);
    if (other.matches()) {
      boolean hexadecimal = other.group(1) != null;
      boolean binary = other.group(2) != null;
      int radix = hexadecimal ? 16 : binary ? 2 : 8;
      String digits = plain.substring(hexadecimal || binary ? 2 : 1);
      try {
        long value = Long.parseLong(digits, radix);
        return RegoNumber.of(negative ? -value : value);
      } catch (NumberFormatException e) {
        return null;
      }
    }
    String number = plain.replaceFirst("^0+(?=[0-9])", "").replaceFirst("^\\.", "0.");
    return RegoNumber.parse((negative ? "-" : "") + number.replaceFirst("\\.$", "")).orElse(null);
  }

  /** Writes a value in block style, keys in order. */
  static String write(EvaluationContext context, RegoValue value) throws BuiltinException {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setSplitLines(false);
    String text = new Yaml(options).dump(new YamlText(context).plain(value, 0));
    BoundedText.chargeFor(context, text.length());
    return text;
  }

  private @Nullable Object plain(RegoValue value, int depth) throws BuiltinException {
    context.charge(4);
    if (depth > MAX_DEPTH) {
      throw BuiltinException.of("yaml: nested too deep");
    }
    return switch (value) {
      case RegoNull _ -> null;
      case RegoBoolean bool -> bool.value();
      case RegoNumber number ->
          number.isLong() ? (Object) number.longValue() : number.toBigDecimal();
      case RegoString string -> string.value();
      case RegoArray array -> elements(array, depth);
      case RegoSet set -> elements(set, depth);
      case RegoObject object -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (RegoValue key : object.keys()) {
          RegoValue member = object.get(key);
          if (member != null) {
            members.put(
                key instanceof RegoString string ? string.value() : key.toString(),
                plain(member, depth + 1));
          }
        }
        yield members;
      }
    };
  }

  private List<@Nullable Object> elements(Iterable<RegoValue> values, int depth)
      throws BuiltinException {
    List<@Nullable Object> elements = new ArrayList<>();
    for (RegoValue value : values) {
      elements.add(plain(value, depth + 1));
    }
    return elements;
  }
}
