package io.countersign.policy.rego.builtin;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All built-in functions that a policy may call, by OPA's names. */
public final class Builtins {
  private static final Map<String, Builtin> TABLE = table();

  private Builtins() {}

  /** The function of a name; empty when there is none that a policy may call. */
  public static Optional<Builtin> of(String name) {
    return Optional.ofNullable(TABLE.get(name));
  }

  private static Map<String, Builtin> table() {
    Map<String, Builtin> table = new HashMap<>();
    ArithmeticBuiltins.register(table);
    AggregateBuiltins.register(table);
    SetBuiltins.register(table);
    TypeBuiltins.register(table);
    ArrayBuiltins.register(table);
    ObjectBuiltins.register(table);
    GraphBuiltins.register(table);
    StringBuiltins.register(table);
    FormatBuiltins.register(table);
    RegexBuiltins.register(table);
    UnitBuiltins.register(table);
    EncodingBuiltins.register(table);
    JsonBuiltins.register(table);
    TimeBuiltins.register(table);
    NetBuiltins.register(table);
    SemverBuiltins.register(table);
    CryptoBuiltins.register(table);
    X509Builtins.register(table);
    JwtBuiltins.register(table);
    AwsBuiltins.register(table);
    GraphqlBuiltins.register(table);
    JsonSchemaBuiltins.register(table);
    return Map.copyOf(table);
  }
}
