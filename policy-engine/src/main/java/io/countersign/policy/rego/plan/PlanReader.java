package io.countersign.policy.rego.plan;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonNull;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.rego.value.RegoNumber;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads plans (OPA, {@code schemas/ir/v1/plan.schema.json}). What is read refers to nothing that is
 * not there: constants are in place, breaks end blocks that exist, functions are called with as
 * many arguments as they take.
 */
public final class PlanReader {
  /** How many local variables one function may have. */
  public static final int MAX_LOCALS = 16_000;

  /** How deep blocks may stand in each other. */
  public static final int MAX_NESTING = 200;

  /** A block in a block is five levels of JSON. */
  private static final int MAX_JSON_DEPTH = 5 * (MAX_NESTING + 10);

  private static final int MAX_FUNCTIONS = 50_000;
  private static final int MAX_STATEMENTS = 2_000_000;
  private static final int MAX_ARGUMENTS = 200;

  private final List<String> strings = new ArrayList<>();
  private final List<String> files = new ArrayList<>();
  private int statements;
  private String place = "plan";

  private PlanReader() {}

  /** Reads the content of {@code plan.json}. */
  public static Plan read(byte[] json) throws PlanException {
    try {
      return read(JsonParser.parse(json, MAX_JSON_DEPTH));
    } catch (JsonSyntaxException e) {
      throw new PlanException("is not JSON (" + e.getMessage() + "): build it again", e);
    }
  }

  /** Reads the plan that a JSON value holds. */
  public static Plan read(JsonValue json) throws PlanException {
    PlanReader reader = new PlanReader();
    return reader.plan(reader.object(json, "the plan"));
  }

  private Plan plan(JsonObject json) throws PlanException {
    JsonObject constants = object(json.get("static"), "static");
    for (JsonValue constant : array(constants.get("strings"), "static.strings")) {
      strings.add(string(object(constant, "a constant").get("value"), "a constant"));
    }
    for (JsonValue constant : array(constants.get("files"), "static.files")) {
      files.add(string(object(constant, "a file").get("value"), "a file"));
    }
    Set<String> builtins = new HashSet<>();
    for (JsonValue builtin : array(constants.get("builtin_funcs"), "static.builtin_funcs")) {
      builtins.add(string(object(builtin, "a built-in").get("name"), "a built-in"));
    }
    JsonValue plans = json.get("plans");
    SortedMap<String, List<Block>> entrypoints = new TreeMap<>();
    if (plans != null) {
      for (JsonValue entry : array(object(plans, "plans").get("plans"), "plans")) {
        entrypoint(object(entry, "a plan"), entrypoints);
      }
    }
    JsonValue funcs = json.get("funcs");
    Map<String, Function> functions = new LinkedHashMap<>();
    if (funcs != null) {
      for (JsonValue entry : array(object(funcs, "funcs").get("funcs"), "funcs")) {
        function(object(entry, "a function"), functions);
      }
    }
    Plan plan = new Plan(entrypoints, functions, builtins);
    CallCheck.check(plan);
    return plan;
  }

  private void entrypoint(JsonObject json, SortedMap<String, List<Block>> entrypoints)
      throws PlanException {
    String name = string(json.get("name"), "a plan's name");
    place = "entrypoint " + name;
    if (entrypoints.put(name, blocks(json.get("blocks"), 0)) != null) {
      throw error("is there twice");
    }
  }

  private void function(JsonObject json, Map<String, Function> functions) throws PlanException {
    String name = string(json.get("name"), "a function's name");
    place = "function " + name;
    List<String> path = new ArrayList<>();
    for (JsonValue segment : array(json.get("path"), "path")) {
      path.add(string(segment, "path"));
    }
    List<Integer> parameters = locals(json.get("params"), "params");
    if (new HashSet<>(parameters).size() != parameters.size()) {
      throw error("has a parameter twice");
    }
    Function function =
        new Function(
            name,
            path,
            parameters,
            local(json.get("return"), "return"),
            blocks(json.get("blocks"), 0));
    if (functions.put(name, function) != null) {
      throw error("is there twice");
    }
    if (functions.size() > MAX_FUNCTIONS) {
      throw new PlanException("has more than " + MAX_FUNCTIONS + " functions: split the policy");
    }
  }

  private List<Block> blocks(@Nullable JsonValue json, int depth) throws PlanException {
    List<Block> blocks = new ArrayList<>();
    for (JsonValue block : array(json, "blocks")) {
      blocks.add(block(block, depth));
    }
    return blocks;
  }

  /**
   * Reads a block.
   *
   * @param depth how many blocks are around it
   */
  private Block block(@Nullable JsonValue json, int depth) throws PlanException {
    if (depth > MAX_NESTING) {
      throw error("nests blocks deeper than " + MAX_NESTING);
    }
    List<Statement> read = new ArrayList<>();
    for (JsonValue statement : array(object(json, "a block").get("stmts"), "stmts")) {
      if (++statements > MAX_STATEMENTS) {
        throw new PlanException(
            "has more than " + MAX_STATEMENTS + " statements: split the policy");
      }
      JsonObject wrapper = object(statement, "a statement");
      String type = string(wrapper.get("type"), "a statement's type");
      read.add(statement(type, object(wrapper.get("stmt"), type), depth));
    }
    return new Block(read);
  }

  private Statement statement(String type, JsonObject s, int depth) throws PlanException {
    Location at = location(s);
    return switch (type) {
      case "ArrayAppendStmt" ->
          new Statement.ArrayAppend(local(s, "array"), operand(s, "value"), at);
      case "AssignIntStmt" -> new Statement.AssignInt(local(s, "target"), whole(s, "value"), at);
      case "AssignVarStmt" -> new Statement.AssignVar(local(s, "target"), operand(s, "source"), at);
      case "AssignVarOnceStmt" ->
          new Statement.AssignVarOnce(local(s, "target"), operand(s, "source"), at);
      case "BlockStmt" -> new Statement.Blocks(blocks(s.get("blocks"), depth + 1), at);
      case "BreakStmt" -> new Statement.Break(levels(s, depth), at);
      case "CallStmt" ->
          new Statement.Call(
              string(s.get("func"), "func"), operands(s, "args"), local(s, "result"), at);
      case "CallDynamicStmt" -> {
        if (depth < Statement.CallDynamic.LEVELS_WHEN_UNDEFINED) {
          throw error("calls by path outside of the blocks that such a call needs");
        }
        yield new Statement.CallDynamic(
            operands(s, "path"), locals(s.get("args"), "args"), local(s, "result"), at);
      }
      case "DotStmt" ->
          new Statement.Dot(operand(s, "source"), operand(s, "key"), local(s, "target"), at);
      case "EqualStmt" -> new Statement.Equal(operand(s, "a"), operand(s, "b"), at);
      case "IsArrayStmt" -> new Statement.IsArray(operand(s, "source"), at);
      case "IsDefinedStmt" -> new Statement.IsDefined(local(s, "source"), at);
      case "IsObjectStmt" -> new Statement.IsObject(operand(s, "source"), at);
      case "IsSetStmt" -> new Statement.IsSet(operand(s, "source"), at);
      case "IsUndefinedStmt" -> new Statement.IsUndefined(local(s, "source"), at);
      case "LenStmt" -> new Statement.Len(operand(s, "source"), local(s, "target"), at);
      case "MakeArrayStmt" -> new Statement.MakeArray(capacity(s), local(s, "target"), at);
      case "MakeNullStmt" -> new Statement.MakeNull(local(s, "target"), at);
      case "MakeNumberIntStmt" ->
          new Statement.MakeNumber(RegoNumber.of(whole(s, "value")), local(s, "target"), at);
      case "MakeNumberRefStmt" -> new Statement.MakeNumber(number(s), local(s, "target"), at);
      case "MakeObjectStmt" -> new Statement.MakeObject(local(s, "target"), at);
      case "MakeSetStmt" -> new Statement.MakeSet(local(s, "target"), at);
      case "NopStmt" -> new Statement.Nop(at);
      case "NotStmt" -> new Statement.Not(block(s.get("block"), depth + 1), at);
      case "NotEqualStmt" -> new Statement.NotEqual(operand(s, "a"), operand(s, "b"), at);
      case "ObjectInsertStmt" ->
          new Statement.ObjectInsert(
              local(s, "object"), operand(s, "key"), operand(s, "value"), at);
      case "ObjectInsertOnceStmt" ->
          new Statement.ObjectInsertOnce(
              local(s, "object"), operand(s, "key"), operand(s, "value"), at);
      case "ObjectMergeStmt" ->
          new Statement.ObjectMerge(local(s, "a"), local(s, "b"), local(s, "target"), at);
      case "ResetLocalStmt" -> new Statement.ResetLocal(local(s, "target"), at);
      case "ResultSetAddStmt" -> new Statement.ResultSetAdd(local(s, "value"), at);
      case "ReturnLocalStmt" -> new Statement.ReturnLocal(local(s, "source"), at);
      case "ScanStmt" ->
          new Statement.Scan(
              local(s, "source"),
              local(s, "key"),
              local(s, "value"),
              block(s.get("block"), depth + 1),
              at);
      case "SetAddStmt" -> new Statement.SetAdd(local(s, "set"), operand(s, "value"), at);
      case "WithStmt" ->
          new Statement.With(
              local(s, "local"),
              path(s),
              operand(s, "value"),
              block(s.get("block"), depth + 1),
              at);
      default ->
          throw error("has a statement that no version of OPA up to 1.22 writes: " + shown(type));
    };
  }

  private RegoNumber number(JsonObject statement) throws PlanException {
    JsonValue index = statement.get("index");
    String text = constant(index == null ? statement.get("Index") : index);
    // Rego reads ".5", which JSON does not.
    return RegoNumber.parse(text.startsWith(".") ? "0" + text : text)
        .orElseThrow(() -> error("holds a number that is none, or too long: " + shown(text)));
  }

  private int levels(JsonObject statement, int depth) throws PlanException {
    long levels = whole(statement, "index");
    if (levels < 0 || levels > depth) {
      throw error("breaks out of " + levels + " blocks where there are " + depth);
    }
    return (int) levels;
  }

  private int capacity(JsonObject statement) throws PlanException {
    // Only a hint: an array grows as it is filled.
    return Math.clamp(whole(statement, "capacity"), 0, 1_024);
  }

  private List<String> path(JsonObject statement) throws PlanException {
    List<String> path = new ArrayList<>();
    for (JsonValue segment : array(statement.get("path"), "path")) {
      path.add(constant(segment));
    }
    return path;
  }

  private Location location(JsonObject statement) {
    int row = position(statement, "row");
    if (row == 0) {
      return Location.NONE;
    }
    int file = position(statement, "file");
    return new Location(
        file < files.size() ? files.get(file) : null, row, position(statement, "col"));
  }

  private static int position(JsonObject statement, String name) {
    return statement.get(name) instanceof JsonNumber number
            && number.isLong()
            && number.longValue() >= 0
            && number.longValue() <= Integer.MAX_VALUE
        ? (int) number.longValue()
        : 0;
  }

  private List<Operand> operands(JsonObject statement, String name) throws PlanException {
    List<Operand> operands = new ArrayList<>();
    for (JsonValue operand : array(statement.get(name), name)) {
      operands.add(operand(operand, name));
    }
    if (operands.size() > MAX_ARGUMENTS) {
      throw error("calls with more than " + MAX_ARGUMENTS + " arguments");
    }
    return operands;
  }

  private Operand operand(JsonObject statement, String name) throws PlanException {
    return operand(statement.get(name), name);
  }

  private Operand operand(@Nullable JsonValue json, String name) throws PlanException {
    JsonObject operand = object(json, name);
    JsonValue value = operand.get("value");
    return switch (string(operand.get("type"), name)) {
      case "local" -> new Operand.Local(local(value, name));
      case "string_index" -> new Operand.Text(constant(value));
      case "bool" -> new Operand.Bool(bool(value, name));
      default -> throw error("has an operand of no known type: " + name);
    };
  }

  private boolean bool(@Nullable JsonValue json, String name) throws PlanException {
    if (json instanceof JsonBoolean bool) {
      return bool.value();
    }
    throw error("has no truth value where " + name + " should be");
  }

  private List<Integer> locals(@Nullable JsonValue json, String name) throws PlanException {
    List<Integer> locals = new ArrayList<>();
    for (JsonValue local : array(json, name)) {
      locals.add(local(local, name));
    }
    if (locals.size() > MAX_ARGUMENTS) {
      throw error("has more than " + MAX_ARGUMENTS + " parameters");
    }
    return locals;
  }

  private int local(JsonObject statement, String name) throws PlanException {
    return local(statement.get(name), name);
  }

  private int local(@Nullable JsonValue json, String name) throws PlanException {
    long number = whole(json, name);
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw error("has no such local variable: " + name + " " + number);
    }
    return (int) number;
  }

  private String constant(@Nullable JsonValue json) throws PlanException {
    long index = whole(json, "a constant's number");
    if (index < 0 || index >= strings.size()) {
      throw error("refers to constant " + index + " of " + strings.size());
    }
    return strings.get((int) index);
  }

  private long whole(JsonObject statement, String name) throws PlanException {
    return whole(statement.get(name), name);
  }

  private long whole(@Nullable JsonValue json, String name) throws PlanException {
    if (json instanceof JsonNumber number && number.isLong()) {
      return number.longValue();
    }
    throw error("has no whole number where " + name + " should be");
  }

  private String string(@Nullable JsonValue json, String name) throws PlanException {
    if (json instanceof JsonString string) {
      return string.value();
    }
    throw error("has no string where " + name + " should be");
  }

  private JsonObject object(@Nullable JsonValue json, String name) throws PlanException {
    if (json instanceof JsonObject object) {
      return object;
    }
    throw error("has no object where " + name + " should be");
  }

  /** OPA writes an empty list as null, or not at all. */
  private List<JsonValue> array(@Nullable JsonValue json, String name) throws PlanException {
    return switch (json) {
      case JsonArray array -> array.values();
      case JsonNull _ -> List.of();
      case null -> List.of();
      default -> throw error("has no array where " + name + " should be");
    };
  }

  private PlanException error(String problem) {
    return new PlanException(
        shown(place) + " " + problem + ": build it again with opa build -t plan");
  }

  private static String shown(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= 200 ? plain : plain.substring(0, 200) + "…";
  }
}
