package io.countersign.decision.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two parsers that share no code agree. A failure names the seed and the document's number. */
class JsonDifferentialTest {
  private static final int DOCUMENTS = 2_000;

  private static final JsonMapper JACKSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final JsonMapper ESCAPING =
      JACKSON.rebuild().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 20260101, 8785})
  void documentsOfJacksonAreReadAlike(long seed) throws IOException, JsonSyntaxException {
    JsonDocuments documents = new JsonDocuments(seed);
    for (int i = 0; i < DOCUMENTS; i++) {
      JsonValue value = documents.next();
      JsonMapper writer = i % 2 == 0 ? JACKSON : ESCAPING;
      byte[] text = writer.writeValueAsBytes(toJackson(value));
      assertEquals(value, JsonParser.parse(text), "seed " + seed + ", document " + i);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {2, 20260102, 8259})
  void canonicalDocumentsAreReadAlike(long seed) throws IOException, JsonSyntaxException {
    JsonDocuments documents = new JsonDocuments(seed);
    for (int i = 0; i < DOCUMENTS; i++) {
      byte[] text = CanonicalJson.bytes(documents.next());
      JsonValue ours = JsonParser.parseInteroperable(text);
      assertEquals(ours, fromJackson(JACKSON.readTree(text)), "seed " + seed + ", document " + i);
    }
  }

  /** What Jackson refuses of a damaged document, we refuse; we may refuse more. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {3, 20260103, 3629})
  void whatJacksonRefusesIsRefused(long seed) throws IOException {
    JsonDocuments documents = new JsonDocuments(seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < DOCUMENTS; i++) {
      byte[] text = CanonicalJson.bytes(documents.next());
      text[random.nextInt(text.length)] ^= (byte) (1 << random.nextInt(8));
      JsonValue theirs;
      try {
        JsonNode tree = JACKSON.readTree(text);
        if (tree.isMissingNode()) {
          continue;
        }
        theirs = fromJackson(tree);
      } catch (JacksonException refused) {
        assertThrows(
            JsonSyntaxException.class,
            () -> JsonParser.parse(text),
            "seed " + seed + ", document " + i + ": " + refused.getOriginalMessage());
        continue;
      }
      assertTrue(agreesOrRefuses(theirs, text), "seed " + seed + ", document " + i);
    }
  }

  private static boolean agreesOrRefuses(JsonValue theirs, byte[] text) {
    try {
      return theirs.equals(JsonParser.parse(text));
    } catch (JsonSyntaxException stricter) {
      return true;
    }
  }

  private static JsonNode toJackson(JsonValue value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (value) {
      case JsonNull ignored -> nodes.nullNode();
      case JsonBoolean bool -> nodes.booleanNode(bool.value());
      case JsonNumber number -> nodes.numberNode(number.value());
      case JsonString string -> nodes.textNode(string.value());
      case JsonArray array -> {
        var node = nodes.arrayNode();
        array.values().forEach(element -> node.add(toJackson(element)));
        yield node;
      }
      case JsonObject object -> {
        var node = nodes.objectNode();
        object.members().forEach((name, member) -> node.set(name, toJackson(member)));
        yield node;
      }
    };
  }

  private static JsonValue fromJackson(JsonNode node) {
    return switch (node.getNodeType()) {
      case NULL -> JsonNull.NULL;
      case BOOLEAN -> JsonBoolean.of(node.booleanValue());
      case NUMBER -> JsonNumber.of(node.decimalValue());
      case STRING -> new JsonString(node.textValue());
      case ARRAY ->
          new JsonArray(node.valueStream().map(JsonDifferentialTest::fromJackson).toList());
      case OBJECT -> {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        node.properties().forEach(e -> members.put(e.getKey(), fromJackson(e.getValue())));
        yield new JsonObject(members);
      }
      default -> throw new AssertionError("not JSON: " + node.getNodeType());
    };
  }
}
