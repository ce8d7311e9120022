package io.countersign.policy.bundle;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonNull;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads the part of YAML that every reader understands alike. What YAML 1.1 and 1.2 read
 * differently ({@code yes}, {@code 010}, {@code 1:30}) and what makes one line mean another
 * (aliases of collections, merge keys, own tags) is refused with its line.
 */
final class YamlData {
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]{1,3})?");

  private final String bundle;
  private final String file;

  private YamlData(String bundle, String file) {
    this.bundle = bundle;
    this.file = file;
  }

  static JsonValue parse(String bundle, String file, byte[] text) throws BundleException {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(JsonParser.MAX_DEPTH);
    options.setCodePointLimit(Integer.MAX_VALUE);
    YamlData reader = new YamlData(bundle, file);
    try {
      String decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
      Node node = new Yaml(options).compose(new StringReader(decoded));
      return node == null ? JsonNull.NULL : reader.value(node);
    } catch (CharacterCodingException e) {
      throw new BundleException(bundle, file + " is not UTF-8: save it as UTF-8", e);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw new BundleException(
          bundle, file + " line " + line + " is not YAML of one document: correct it", e);
    } catch (YAMLException e) {
      throw new BundleException(
          bundle, file + " uses aliases or nests too deep: write the values out", e);
    }
  }

  private JsonValue value(Node node) throws BundleException {
    return switch (node) {
      case MappingNode mapping -> object(mapping);
      case SequenceNode sequence -> array(sequence);
      case ScalarNode scalar -> scalar(scalar);
      default -> throw unclear(node, "an alias");
    };
  }

  private JsonObject object(MappingNode mapping) throws BundleException {
    if (!mapping.getTag().equals(Tag.MAP)) {
      throw unclear(mapping, "a tag");
    }
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (NodeTuple member : mapping.getValue()) {
      if (!(member.getKeyNode() instanceof ScalarNode key) || !key.getTag().equals(Tag.STR)) {
        throw unclear(member.getKeyNode(), "a name that is no string");
      }
      if (members.put(key.getValue(), value(member.getValueNode())) != null) {
        throw unclear(key, "a name given twice");
      }
    }
    return new JsonObject(members);
  }

  private JsonArray array(SequenceNode sequence) throws BundleException {
    if (!sequence.getTag().equals(Tag.SEQ)) {
      throw unclear(sequence, "a tag");
    }
    List<JsonValue> values = new ArrayList<>();
    for (Node node : sequence.getValue()) {
      values.add(value(node));
    }
    return new JsonArray(values);
  }

  private JsonValue scalar(ScalarNode scalar) throws BundleException {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.STR)) {
      return new JsonString(text);
    }
    if (tag.equals(Tag.NULL)) {
      return JsonNull.NULL;
    }
    if (tag.equals(Tag.BOOL)) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "true" -> JsonBoolean.TRUE;
        case "false" -> JsonBoolean.FALSE;
        default -> throw unclear(scalar, "a word that only some read as a boolean");
      };
    }
    if ((tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) && DECIMAL.matcher(text).matches()) {
      return JsonNumber.of(new BigDecimal(text));
    }
    throw unclear(scalar, "a number, time or tag that readers understand differently");
  }

  private BundleException unclear(Node node, String what) {
    return new BundleException(
        bundle,
        file
            + " line "
            + (node.getStartMark().getLine() + 1)
            + " has "
            + what
            + ": quote it, or write it as in JSON");
  }
}
