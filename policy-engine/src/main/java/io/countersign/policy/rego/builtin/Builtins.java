package io.countersign.policy.rego.builtin;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All built-in functions that a policy may call, by OPA's names. */
public final class Builtins {
  private static final Map<String, Builtin> TABLE = table();

  /** What a decision point must not do while it decides. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "http.send",
              "asks the network, so that a decision would wait and differ from time to time",
          "net.lookup_ip_addr", "asks the network, and its answer differs from time to time",
          "opa.runtime", "reads the environment, which holds secrets and differs from host to host",
          "rego.metadata.chain",
              "reads the policy's own annotations, which the plan does not carry",
          "rego.metadata.rule", "reads the policy's own annotations, which the plan does not carry",
          "rego.parse_module", "needs OPA's parser, and parsing has no place in a decision");

  private Builtins() {}

  /** The function of a name; empty when there is none that a policy may call. */
  public static Optional<Builtin> of(String name) {
    return Optional.ofNullable(TABLE.get(name));
  }

  /**
   * Why a decision point refuses a built-in function of OPA's, as the end of a sentence; empty for
   * all others.
   */
  public static Optional<String> refusal(String name) {
    return Optional.ofNullable(REFUSED.get(name));
  }

  /** All that are refused, and why. */
  public static Map<String, String> refused() {
    return REFUSED;
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
    YamlBuiltins.register(table);
    TimeBuiltins.register(table);
    NetBuiltins.register(table);
    SemverBuiltins.register(table);
    CryptoBuiltins.register(table);
    X509Builtins.register(table);
    JwtBuiltins.register(table);
    AwsBuiltins.register(table);
    GraphqlBuiltins.register(table);
    JsonSchemaBuiltins.register(table);
    SilentBuiltins.register(table);
    return Map.copyOf(table);
  }
}
