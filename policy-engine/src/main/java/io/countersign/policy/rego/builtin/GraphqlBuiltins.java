package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.graphql.Graphql;
import io.countersign.policy.rego.graphql.GraphqlException;
import io.countersign.policy.rego.graphql.Node;
import io.countersign.policy.rego.graphql.Schema;
import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** GraphQL. */
final class GraphqlBuiltins {
  private GraphqlBuiltins() {}

  static void register(Map<String, Builtin> table) {
    table.put("graphql.is_valid", GraphqlBuiltins::isValid);
    table.put("graphql.parse", GraphqlBuiltins::parse);
    table.put("graphql.parse_and_verify", GraphqlBuiltins::parseAndVerify);
    table.put("graphql.parse_query", GraphqlBuiltins::parseQuery);
    table.put("graphql.parse_schema", GraphqlBuiltins::parseSchema);
    table.put("graphql.schema_is_valid", GraphqlBuiltins::schemaIsValid);
  }

  /** A query with its schema, both as policies see them, after the one has passed the other. */
  private record Verified(RegoObject query, RegoObject schema) {}

  private static RegoValue parseQuery(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoString text = RegoString.of(Arguments.string(arguments, 0));
    return call(() -> Graphql.toRego(query(context, text)));
  }

  private static RegoValue parseSchema(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    RegoString text = RegoString.of(Arguments.string(arguments, 0));
    return call(() -> Graphql.toRego(schema(context, text)));
  }

  private static RegoValue parse(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    Verified verified = call(() -> verify(context, arguments));
    return RegoArray.of(verified.query(), verified.schema());
  }

  private static RegoValue parseAndVerify(EvaluationContext context, RegoValue[] arguments) {
    try {
      Verified verified = verify(context, arguments);
      return RegoArray.of(RegoBoolean.TRUE, verified.query(), verified.schema());
    } catch (GraphqlException | BuiltinException e) {
      return RegoArray.of(RegoBoolean.FALSE, RegoObject.empty(), RegoObject.empty());
    }
  }

  private static RegoValue isValid(EvaluationContext context, RegoValue[] arguments) {
    try {
      verify(context, arguments);
      return RegoBoolean.TRUE;
    } catch (GraphqlException | BuiltinException e) {
      return RegoBoolean.FALSE;
    }
  }

  private static RegoValue schemaIsValid(EvaluationContext context, RegoValue[] arguments) {
    try {
      Graphql.check(schema(context, arguments[0]), context::charge);
      return RegoBoolean.TRUE;
    } catch (GraphqlException | BuiltinException e) {
      return RegoBoolean.FALSE;
    }
  }

  private static Verified verify(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException, GraphqlException {
    Node query = query(context, arguments[0]);
    Node schemaDocument = schema(context, arguments[1]);
    // Before they are checked: checks extend types and note what they find.
    Verified verified = new Verified(Graphql.toRego(query), Graphql.toRego(schemaDocument));
    Schema schema = Graphql.check(schemaDocument, context::charge);
    Graphql.validate(schema, query, context::charge);
    return verified;
  }

  private static Node query(EvaluationContext context, RegoValue value)
      throws BuiltinException, GraphqlException {
    return document(Graphql.query(value, context::charge), value, 0);
  }

  private static Node schema(EvaluationContext context, RegoValue value)
      throws BuiltinException, GraphqlException {
    return document(Graphql.schema(value, context::charge), value, 1);
  }

  private static Node document(@Nullable Node node, RegoValue value, int position)
      throws BuiltinException {
    if (node == null) {
      // OPA counts from nought here.
      throw BuiltinException.operand(
          position, "must be one of {string, object} but got " + value.typeName());
    }
    return node;
  }

  /** Something that reads or checks a document. */
  @FunctionalInterface
  private interface Step<T> {
    T run() throws GraphqlException, BuiltinException;
  }

  private static <T> T call(Step<T> step) throws BuiltinException {
    try {
      return step.run();
    } catch (GraphqlException e) {
      throw BuiltinException.of(String.valueOf(e.getMessage()));
    }
  }
}
