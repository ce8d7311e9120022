package io.countersign.service.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * A YAML text as property names, {@code a.b[0].c}, with the line of each.
 *
 * @param entries every scalar and every empty section, in the order of the text
 */
record YamlText(Map<String, Entry> entries) {

  /**
   * @param value as written; empty for a key without one
   * @param line counted from one
   */
  record Entry(String value, int line) {}

  private static final int MAX_ALIASES = 20;

  /**
   * Reads the text.
   *
   * @param name of the file, for problems
   */
  static YamlText parse(String name, String text) throws ConfigurationException {
    List<String> problems = new ArrayList<>();
    Map<String, Entry> entries = new LinkedHashMap<>();
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(MAX_ALIASES);
    try {
      Node root = new Yaml(options).compose(new StringReader(text));
      if (root != null) {
        flatten(name, "", root, entries, problems);
      }
    } catch (MarkedYAMLException notYaml) {
      int line = notYaml.getProblemMark() == null ? 1 : notYaml.getProblemMark().getLine() + 1;
      problems.add(name + ":" + line + ": not YAML: " + notYaml.getProblem());
    } catch (YAMLException notYaml) {
      problems.add(name + ": not YAML: " + notYaml.getMessage());
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new YamlText(entries);
  }

  private static void flatten(
      String file, String name, Node node, Map<String, Entry> entries, List<String> problems) {
    int line = node.getStartMark().getLine() + 1;
    switch (node) {
      case MappingNode mapping -> {
        for (NodeTuple member : mapping.getValue()) {
          int memberLine = member.getKeyNode().getStartMark().getLine() + 1;
          if (!(member.getKeyNode() instanceof ScalarNode key) || key.getValue().isEmpty()) {
            problems.add(file + ":" + memberLine + ": a key must be a word");
            continue;
          }
          String memberName = name.isEmpty() ? key.getValue() : name + "." + key.getValue();
          if (entries.containsKey(memberName) || hasBelow(entries, memberName)) {
            problems.add(file + ":" + memberLine + ": " + memberName + ": given twice");
            continue;
          }
          flatten(file, memberName, member.getValueNode(), entries, problems);
        }
        if (mapping.getValue().isEmpty()) {
          entries.put(name, new Entry("", line));
        }
      }
      case SequenceNode sequence -> {
        int index = 0;
        for (Node element : sequence.getValue()) {
          flatten(file, name + "[" + index++ + "]", element, entries, problems);
        }
        if (sequence.getValue().isEmpty()) {
          entries.put(name, new Entry("", line));
        }
      }
      case ScalarNode scalar -> {
        String value = scalar.getTag().equals(Tag.NULL) ? "" : scalar.getValue();
        entries.put(name, new Entry(value, line));
      }
      default -> problems.add(file + ":" + line + ": " + name + ": anchors cannot stand here");
    }
  }

  private static boolean hasBelow(Map<String, Entry> entries, String name) {
    return entries.keySet().stream()
        .anyMatch(entry -> entry.startsWith(name + ".") || entry.startsWith(name + "["));
  }
}
