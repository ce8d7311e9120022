package io.countersign.policy.rego.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GraphqlBuiltinsTest {
  private static final String SCHEMA =
      """
      type Query { pet(id: ID!, kind: Kind = CAT): Pet, pets(filter: Filter): [Pet!]! }
      interface Pet { name: String! }
      type Cat implements Pet { name: String! lives: Int }
      type Dog implements Pet { name: String! barks: Boolean owner: Person }
      type Person { name: String, pets: [Pet] }
      enum Kind { CAT DOG }
      input Filter { name: String!, limit: Int = 10 }
      """;

  private static @Nullable RegoValue call(String name, RegoValue... arguments)
      throws BuiltinException {
    EvaluationContext context = new EvaluationContext(Instant.EPOCH, 1, 1_000_000, 10_000_000_000L);
    return Builtins.of(name).orElseThrow().call(context, arguments);
  }

  private static BuiltinException refused(String name, String... texts) {
    RegoValue[] arguments = new RegoValue[texts.length];
    for (int i = 0; i < texts.length; i++) {
      arguments[i] = RegoString.of(texts[i]);
    }
    return assertThrows(BuiltinException.class, () -> call(name, arguments));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ nope } | Cannot query field \"nope\" on type \"Query\"",
        "{ pet { name } } | Field \"pet\" argument \"id\" of type \"ID!\" is required",
        "{ pet(id: 1) } | must have a selection of subfields",
        "{ pet(id: 1, x: 2) { name } } | Unknown argument \"x\" on field \"Query.pet\"",
        "{ pet(id: 1, kind: COW) { name } } | Value \"COW\" does not exist in \"Kind\" enum",
        "{ pet(id: 1.5) { name } } | ID cannot represent a non-string and non-integer value: 1.5",
        "{ pets(filter: {limit: 1}) { name } } | Field \"Filter.name\" of required type \"String!\"",
        "{ pet(id: $x) { name } } | Variable \"$x\" is not defined",
        "query($x: ID) { pet(id: $x) { name } } | used in position expecting type \"ID!\"",
        "query($x: ID!) { pet(id: 1) { name } } | Variable \"$x\" is never used",
        "{ pet(id: 1) { ...F } } | Unknown fragment \"F\"",
        "{ pet(id: 1) { ...F } } fragment F on Pet { ...F } | Cannot spread fragment \"F\" within itself",
        "{ pet(id: 1) { ... on Person { name } } } | can never be of type \"Person\"",
        "{ a: pet(id: 1) { name } a: pet(id: 2) { name } } | they have differing arguments",
        "{ pet(id: 1) @skip { name } } | Directive \"@skip\" argument \"if\"",
        "mutation { x } | Schema does not support operation type \"mutation\"",
      })
  void aQueryThatTheSchemaDoesNotAllowNeverPasses(String query, String message)
      throws BuiltinException {
    String said = String.valueOf(refused("graphql.parse", query, SCHEMA).getMessage());
    assertTrue(said.contains(message), said);
    assertEquals(
        RegoBoolean.FALSE, call("graphql.is_valid", RegoString.of(query), RegoString.of(SCHEMA)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type A { b: Missing }",
        "type A implements I { b: Int } interface I { c: Int }",
        "input A { a: A! }",
        "union U = Int",
        "type A { a: Int } type A { b: Int }",
        "enum E { true }",
        "type A { a: Int @nope }",
        "type __A { a: Int }",
        "schema { query: Missing }",
      })
  void aTypeSystemThatDoesNotHoldTogetherIsNotValid(String schema) throws BuiltinException {
    assertEquals(RegoBoolean.FALSE, call("graphql.schema_is_valid", RegoString.of(schema)));
  }

  @Test
  void nestingWithoutEndIsRefused() {
    String said = String.valueOf(refused("graphql.parse_query", "{a".repeat(100_000)).getMessage());
    assertTrue(said.contains("nested too deeply"), said);
  }

  @Test
  void moreWorkThanAllowedEndsTheEvaluation() {
    String query = "{" + " a".repeat(2_000) + "}";
    assertThrows(
        EvaluationLimitException.class,
        () ->
            call("graphql.is_valid", RegoString.of(query), RegoString.of("type Query { a: Int }")));
  }

  @Test
  void anArgumentThatIsNoDocumentIsATypeError() throws BuiltinException {
    assertThrows(BuiltinException.class, () -> call("graphql.parse_query", RegoNumber.of(1)));
    assertEquals(
        RegoBoolean.FALSE, call("graphql.is_valid", RegoNumber.of(1), RegoString.of(SCHEMA)));
  }

  @Test
  void objectsThatWereReadAreTakenInsteadOfTexts() throws BuiltinException {
    String query = "query Q($id: ID!) { pet(id: $id, kind: DOG) { name __typename } }";
    RegoArray parsed =
        (RegoArray)
            Objects.requireNonNull(
                call("graphql.parse", RegoString.of(query), RegoString.of(SCHEMA)));
    assertEquals(parsed, call("graphql.parse", parsed.get(0), parsed.get(1)));
    assertEquals(RegoBoolean.TRUE, call("graphql.is_valid", parsed.get(0), parsed.get(1)));
  }

  @Test
  void aDocumentHasTheShapeThatPoliciesKnow() throws BuiltinException {
    assertEquals(
        "{\"Operations\": [{\"Name\": \"\", \"Operation\": \"query\", \"SelectionSet\":"
            + " [{\"Alias\": \"a\", \"Arguments\": [{\"Name\": \"b\", \"Value\":"
            + " {\"ExpectedTypeHasDefault\": false, \"Kind\": 1, \"Raw\": \"1\"}}],"
            + " \"Name\": \"a\"}]}]}",
        String.valueOf(call("graphql.parse_query", RegoString.of("{ a(b: 1) }"))));
  }

  @Test
  void commentBelongsToAnOperationWithAKeywordAlone() throws BuiltinException {
    RegoValue shortForm = call("graphql.parse_query", RegoString.of("# hm\n{ a }"));
    RegoValue keyword = call("graphql.parse_query", RegoString.of("# hm\nquery { a }"));
    assertTrue(!Objects.toString(shortForm).contains("# hm"), Objects.toString(shortForm));
    assertTrue(Objects.toString(keyword).contains("# hm"), Objects.toString(keyword));
  }
}
