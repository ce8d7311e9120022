package io.countersign.policy;

import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonNull;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Changes documents a little: members go, values change their type, or come from elsewhere. */
final class Mutations {
  private static final List<JsonValue> ODD =
      List.of(
          JsonNull.NULL,
          JsonBoolean.TRUE,
          JsonBoolean.FALSE,
          JsonNumber.of(0),
          JsonNumber.of(-1),
          JsonNumber.of(new BigDecimal("0.1")),
          JsonNumber.of(new BigDecimal("9007199254740993")),
          JsonNumber.of(new BigDecimal("1795348800")),
          new JsonString(""),
          new JsonString("*"),
          new JsonString("GET"),
          new JsonString("10.0.0.1"),
          new JsonString("::ffff:10.0.0.1"),
          new JsonString("/api/v1/accounts/a%2Fb"),
          new JsonString("2027-01-31T00:00:00Z"),
          new JsonString("spiffe://prod.example/ns/pay/sa/orders"),
          JsonArray.EMPTY,
          JsonObject.EMPTY);

  private final RandomGenerator random;

  Mutations(RandomGenerator random) {
    this.random = random;
  }

  /** A copy in which about one value in {@code rarity} is changed. */
  JsonValue mutate(JsonValue value, int rarity) {
    if (random.nextInt(rarity) == 0) {
      return ODD.get(random.nextInt(ODD.size()));
    }
    return switch (value) {
      case JsonObject object -> members(object, rarity);
      case JsonArray array -> items(array, rarity);
      case JsonNumber number when random.nextInt(rarity) == 0 ->
          JsonNumber.of(number.value().add(BigDecimal.valueOf(random.nextInt(-90_000, 90_000))));
      default -> value;
    };
  }

  private JsonObject members(JsonObject object, int rarity) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      if (random.nextInt(rarity) != 0) {
        members.put(member.getKey(), mutate(member.getValue(), rarity));
      }
    }
    return new JsonObject(members);
  }

  private JsonArray items(JsonArray array, int rarity) {
    List<JsonValue> items = new ArrayList<>();
    for (JsonValue item : array.values()) {
      if (random.nextInt(rarity) != 0) {
        items.add(mutate(item, rarity));
      }
    }
    return new JsonArray(items);
  }
}
