package io.countersign.decision.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Makes JSON values; the same seed makes the same values. */
final class JsonDocuments {
  private final SplittableRandom random;

  JsonDocuments(long seed) {
    random = new SplittableRandom(seed);
  }

  JsonValue next() {
    return value(5);
  }

  private JsonValue value(int depth) {
    return switch (random.nextInt(depth == 0 ? 4 : 7)) {
      case 0 -> JsonNull.NULL;
      case 1 -> JsonBoolean.of(random.nextBoolean());
      case 2 -> number();
      case 3 -> new JsonString(string());
      case 4 -> array(depth - 1);
      default -> object(depth - 1);
    };
  }

  private JsonArray array(int depth) {
    List<JsonValue> values = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      values.add(value(depth));
    }
    return new JsonArray(values);
  }

  private JsonObject object(int depth) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      members.put(string(), value(depth));
    }
    return new JsonObject(members);
  }

  private JsonNumber number() {
    return switch (random.nextInt(4)) {
      case 0 -> JsonNumber.of(random.nextInt(-1000, 1000));
      case 1 -> JsonNumber.of(random.nextLong());
      case 2 -> JsonNumber.of(JsonNumber.shortest(finite()));
      default ->
          JsonNumber.of(new BigDecimal(BigInteger.valueOf(random.nextLong()), random.nextInt(40)));
    };
  }

  double finite() {
    while (true) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(number)) {
        return number;
      }
    }
  }

  private String string() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.appendCodePoint(codePoint());
    }
    return text.toString();
  }

  private int codePoint() {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextInt(0x20);
      case 1 -> "\"\\/\u007F\u2028\uFEFF".charAt(random.nextInt(6));
      case 2 -> random.nextInt(0x80, 0x800);
      case 3 -> random.nextInt(0x800, 0xD800);
      case 4 -> random.nextInt(0xE000, 0x10000);
      case 5 -> random.nextInt(0x10000, 0x110000);
      default -> random.nextInt(0x20, 0x7F);
    };
  }
}
