package io.countersign.policy.rego.graphql;

import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads GraphQL documents from texts or from objects of the shape that reading gives, and checks
 * them. All work is reported to the given consumer, in evaluation steps.
 */
public final class Graphql {
  private Graphql() {}

  /**
   * Reads operations and fragments.
   *
   * @return null when the value is neither a string nor an object
   * @throws GraphqlException when it is no such document
   */
  public static @Nullable Node query(RegoValue value, LongConsumer charge) throws GraphqlException {
    return switch (value) {
      case RegoString text -> new QueryParser(text.value(), charge).document();
      case RegoObject object -> Documents.fromRego(object, Shape.QUERY_DOCUMENT, charge);
      default -> null;
    };
  }

  /**
   * Reads a type system, without checking it.
   *
   * @return null when the value is neither a string nor an object
   * @throws GraphqlException when it is no such document
   */
  public static @Nullable Node schema(RegoValue value, LongConsumer charge)
      throws GraphqlException {
    return switch (value) {
      case RegoString text -> new SchemaParser(text.value(), charge).document();
      case RegoObject object -> Documents.fromRego(object, Shape.SCHEMA_DOCUMENT, charge);
      default -> null;
    };
  }

  /** A document as policies see it. */
  public static RegoObject toRego(Node document) {
    return Documents.toRego(document);
  }

  /**
   * Checks a type system; the document must not be used for anything else afterwards.
   *
   * @throws GraphqlException saying the first thing that is wrong
   */
  public static Schema check(Node schemaDocument, LongConsumer charge) throws GraphqlException {
    return Schema.of(schemaDocument, charge);
  }

  /**
   * Checks a query; the document must not be used for anything else afterwards.
   *
   * @throws GraphqlException saying what the schema does not allow
   */
  public static void validate(Schema schema, Node query, LongConsumer charge)
      throws GraphqlException {
    new QueryValidator(schema, query, charge).validate();
  }
}
