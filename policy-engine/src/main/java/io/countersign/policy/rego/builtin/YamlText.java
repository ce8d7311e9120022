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
import java.util.Locale;
import java.util.Map;
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
      if (!(member.getKeyNode() instanceof ScalarNode key)) {
        throw BuiltinException.of("yaml: a key that is no scalar");
      }
      RegoValue before =
          members.put(RegoString.of(key.getValue()), value(member.getValueNode(), depth + 1));
      if (before != null) {
        throw BuiltinException.of("yaml: key " + RegoString.of(key.getValue()) + " already set");
      }
    }
    return RegoObject.of(members);
  }

  private static RegoValue scalar(ScalarNode scalar) {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return RegoNull.NULL;
    }
    if (tag.equals(Tag.BOOL)) {
      return RegoBoolean.of(List.of("true", "yes", "on").contains(text.toLowerCase(Locale.ROOT)));
    }
    if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      RegoNumber number = number(text);
      return number == null ? RegoString.of(text) : number;
    }
    return RegoString.of(text);
  }

  private static @Nullable RegoNumber number(String text) {
    String plain = text.startsWith("+") ? text.substring(1) : text;
    if (plain.startsWith("0x")) {
      try {
        return RegoNumber.of(Long.parseLong(plain.substring(2), 16));
      } catch (NumberFormatException e) {
        return null;
      }
    }
    return RegoNumber.parse(plain).orElse(null);
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
