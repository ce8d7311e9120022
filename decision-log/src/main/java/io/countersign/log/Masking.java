package io.countersign.log;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonPointer;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is kept out of records: personal data that policy may see but the log must not keep. What
 * was there is marked as masked; the rules in force are recorded with every start of the log.
 */
public final class Masking {
  /** Nothing is masked. */
  public static final Masking NONE = new Masking(List.of(), new byte[0]);

  /** Stands for every member or element where a pointer's token would name one. */
  public static final String EVERY = "*";

  /**
   * The members that may be masked in part. Who acted, when, and with what outcome is what the log
   * is for.
   */
  public static final Set<String> MASKABLE =
      Set.of("request", "peer", "credential", "destination", "agent", "evidence", "transaction");

  /** What stands in a masked value's place. */
  public enum How {
    /** Only that it was masked. */
    DROP,
    /** HMAC-SHA-256 of the value's canonical JSON, so that equal values can still be told. */
    DIGEST
  }

  /** One rule: what is at {@code pointer}, in whose tokens {@link #EVERY} stands for all. */
  public record Rule(JsonPointer pointer, How how) {
    /**
     * Checks what it points to.
     *
     * @throws IllegalArgumentException when that may not be masked
     */
    public Rule {
      List<String> tokens = pointer.tokens();
      if (tokens.size() < 2 || !MASKABLE.contains(tokens.getFirst())) {
        throw new IllegalArgumentException(
            "\""
                + pointer
                + "\" points to no member of request, peer, credential, destination,"
                + " agent, evidence or transaction: nothing else is masked");
      }
      if (tokens.getFirst().equals("request")
          && Set.of(EVERY, "id", "time").contains(tokens.get(1))) {
        throw new IllegalArgumentException(
            "\"" + pointer + "\" would mask the request's id and time: name another member");
      }
    }

    private JsonObject toJson() {
      return JsonObject.builder()
          .put("pointer", pointer.toString())
          .put("by", how == How.DROP ? "drop" : "digest")
          .build();
    }
  }

  private final List<Rule> rules;
  private final byte[] salt;

  /**
   * Masks by {@code rules}, in their order.
   *
   * @param salt keys the digests, so that nobody without it can guess values; at least 16 bytes
   *     unless no rule makes digests
   */
  public Masking(List<Rule> rules, byte[] salt) {
    if (salt.length < 16 && rules.stream().anyMatch(rule -> rule.how() == How.DIGEST)) {
      throw new IllegalArgumentException("a salt has at least 16 bytes");
    }
    this.rules = List.copyOf(rules);
    this.salt = salt.clone();
  }

  /** The members of a record with what the rules name masked. */
  JsonObject apply(JsonObject members) {
    JsonValue masked = members;
    for (Rule rule : rules) {
      masked = apply(rule, masked, rule.pointer().tokens());
    }
    return (JsonObject) masked;
  }

  /** The rules, for the record of the log's start. */
  JsonArray toJson() {
    return new JsonArray(rules.stream().<JsonValue>map(Rule::toJson).toList());
  }

  private JsonValue apply(Rule rule, JsonValue at, List<String> tokens) {
    if (tokens.isEmpty()) {
      return mark(rule.how(), at);
    }
    String token = tokens.getFirst();
    List<String> rest = tokens.subList(1, tokens.size());
    return switch (at) {
      case JsonObject object -> {
        JsonObject.Builder members = JsonObject.builder();
        object
            .members()
            .forEach((name, value) ->
                members.put(name, matches(token, name) ? apply(rule, value, rest) : value));
        yield members.build();
      }
      case JsonArray array -> {
        List<JsonValue> values = new ArrayList<>();
        for (JsonValue value : array.values()) {
          boolean named = matches(token, Integer.toString(values.size()));
          values.add(named ? apply(rule, value, rest) : value);
        }
        yield new JsonArray(values);
      }
      default -> at;
    };
  }

  private static boolean matches(String token, String name) {
    return token.equals(EVERY) || token.equals(name);
  }

  private JsonObject mark(How how, JsonValue value) {
    JsonValue what =
        switch (how) {
          case DROP -> new JsonString("dropped");
          case DIGEST -> new JsonString("hmac-sha256:" + digest(value));
        };
    return JsonObject.builder().put("masked", what).build();
  }

  private String digest(JsonValue value) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(salt, "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(CanonicalJson.bytes(value)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
    }
  }
}
