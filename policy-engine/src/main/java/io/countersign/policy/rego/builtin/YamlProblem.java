package io.countersign.policy.rego.builtin;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.parser.ParserException;
import org.yaml.snakeyaml.scanner.ScannerException;

/** Says what is wrong with a text that is no YAML, in the words of OPA's own reader. */
final class YamlProblem {
  private record Wording(Pattern ours, String opas) {
    static Wording of(String ours, String opas) {
      return new Wording(Pattern.compile(ours), opas);
    }
  }

  private static final List<Wording> WORDINGS =
      List.of(
          Wording.of("expected the node content, but .*", "did not find expected node content"),
          Wording.of(
              "expected chomping or indentation indicators, but .*",
              "did not find expected comment or line break"),
          Wording.of("expected (.*), but .*", "did not find expected $1"),
          Wording.of(
              "mapping values are not allowed here",
              "mapping values are not allowed in this context"),
          Wording.of("found undefined alias (.*)", "unknown anchor '$1' referenced"),
          Wording.of(
              "found character .* that cannot start any token.*",
              "found character that cannot start any token"),
          Wording.of("found unknown escape character.*", "found unknown escape character"),
          Wording.of("found incompatible YAML document.*", "found incompatible YAML document"));

  private YamlProblem() {}

  static BuiltinException of(YAMLException problem) {
    return problem instanceof MarkedYAMLException marked && marked.getProblem() != null
        ? BuiltinException.of("yaml: " + place(marked) + words(marked.getProblem()))
        : BuiltinException.of("yaml: the text is no YAML");
  }

  private static String words(String problem) {
    for (Wording wording : WORDINGS) {
      Matcher matcher = wording.ours.matcher(problem);
      if (matcher.matches()) {
        return matcher.replaceFirst(wording.opas);
      }
    }
    return problem;
  }

  /** OPA's reader counts lines from 0, leaves line 0 out, and is one ahead while it scans. */
  private static String place(MarkedYAMLException problem) {
    int line = line(problem.getContextMark());
    if (line == 0) {
      line = line(problem.getProblemMark());
      boolean atEnd =
          problem instanceof ParserException && problem.getProblem().endsWith("<stream end>");
      if (atEnd && problem.getProblemMark().getColumn() > 0) {
        line++; // The end of a text stands on a line of its own.
      }
    }
    if (line == 0) {
      return "";
    }
    return "line " + (problem instanceof ScannerException ? line + 1 : line) + ": ";
  }

  private static int line(@Nullable Mark mark) {
    return mark == null ? 0 : mark.getLine();
  }
}
