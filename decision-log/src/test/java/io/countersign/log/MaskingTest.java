package io.countersign.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.DecisionRecord;
import io.countersign.decision.Effects;
import io.countersign.decision.Header;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonPointer;
import io.countersign.decision.json.JsonValue;
import io.countersign.log.Masking.How;
import io.countersign.log.Masking.Rule;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {
  private static final byte[] SALT = salt((byte) 1);

  private static byte[] salt(byte each) {
    byte[] salt = new byte[32];
    Arrays.fill(salt, each);
    return salt;
  }

  private static Rule rule(String pointer, How how) {
    return new Rule(JsonPointer.parse(pointer), how);
  }

  private static JsonObject json(String text) throws Exception {
    return (JsonObject) JsonParser.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonObject masked(String members, Rule... rules) throws Exception {
    return new Masking(List.of(rules), SALT).apply(json(members));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/request",
        "/*",
        "/*/headers",
        "/id",
        "/time",
        "/decision",
        "/reason/0",
        "/subject/id",
        "/subject/owner",
        "/actors/0/id",
        "/policy/result",
        "/policy/bundle_sha256",
        "/attribution/level",
        "/status/revoked",
        "/pdp/origin",
        "/request/id",
        "/request/time",
        "/request/time/rfc3339",
        "/request/*",
        "/request/*/rfc3339",
        "/verified/x",
        "/v/1"
      })
  void whoActedWhenAndWithWhatOutcomeIsNeverMasked(String pointer) {
    assertThrows(IllegalArgumentException.class, () -> rule(pointer, How.DROP));
  }

  @Test
  void digestsNeedASalt() {
    List<Rule> digest = List.of(rule("/request/path", How.DIGEST));
    assertThrows(IllegalArgumentException.class, () -> new Masking(digest, new byte[15]));
  }

  @Test
  void droppedValueIsMarked() throws Exception {
    assertEquals(
        json("{\"request\":{\"headers\":{\"a\":\"1\",\"x-user\":{\"masked\":\"dropped\"}}}}"),
        masked(
            "{\"request\":{\"headers\":{\"a\":\"1\",\"x-user\":\"u\"}}}",
            rule("/request/headers/x-user", How.DROP)));
  }

  @Test
  void whatIsNotThereIsNotMarked() throws Exception {
    String members = "{\"request\":{\"headers\":{\"a\":\"1\"}},\"evidence\":{\"list\":[1]}}";
    assertEquals(
        json(members),
        masked(
            members,
            rule("/request/headers/x-user", How.DROP),
            rule("/request/headers/a/b", How.DROP),
            rule("/evidence/list/1", How.DROP),
            rule("/evidence/list/01", How.DROP),
            rule("/peer/address", How.DROP)));
  }

  @Test
  void starStandsForEveryMemberAndElement() throws Exception {
    assertEquals(
        json(
            "{\"evidence\":{\"list\":[{\"a\":{\"masked\":\"dropped\"},\"b\":2},"
                + "{\"a\":{\"masked\":\"dropped\"}}]}}"),
        masked(
            "{\"evidence\":{\"list\":[{\"a\":1,\"b\":2},{\"a\":[3]}]}}",
            rule("/evidence/list/*/a", How.DROP)));
  }

  /** A caller that can bring claims of its choice cannot bring one that looks masked already. */
  @Test
  void valueThatLooksMaskedIsMaskedToo() throws Exception {
    assertEquals(
        json("{\"credential\":{\"token\":{\"claims\":{\"masked\":{\"masked\":\"dropped\"}}}}}"),
        masked(
            "{\"credential\":{\"token\":{\"claims\":{\"masked\":\"secret\"}}}}",
            rule("/credential/token/claims/*", How.DROP)));
  }

  @Test
  void digestsTellEqualValuesOnlyUnderOneSalt() throws Exception {
    Rule digest = rule("/request/path", How.DIGEST);
    JsonValue one = masked("{\"request\":{\"path\":\"/a\"}}", digest);
    JsonValue same = masked("{\"request\":{\"path\":\"/a\"}}", digest);
    JsonValue other = masked("{\"request\":{\"path\":\"/b\"}}", digest);
    assertEquals(one, same);
    assertNotEquals(one, other);
    JsonValue elsewhere =
        new Masking(List.of(digest), salt((byte) 2)).apply(json("{\"request\":{\"path\":\"/a\"}}"));
    assertNotEquals(one, elsewhere);
  }

  /** Golden: HMAC-SHA-256 of {@code "/a"} with its quotes, under 32 bytes of 1. */
  @Test
  void digestIsThatOfTheCanonicalJson() throws Exception {
    assertEquals(
        json(
            "{\"request\":{\"path\":{\"masked\":\"hmac-sha256:8b99170bc1cde7d44ed6f0b34493fae0ee0c4d8171e8c4de7972c4a452da7ed0\"}}}"),
        masked("{\"request\":{\"path\":\"/a\"}}", rule("/request/path", How.DIGEST)));
  }

  @Test
  void recordOfADecisionCarriesNothingOfWhatIsMasked() {
    Masking masking =
        new Masking(
            List.of(
                rule("/request/headers/x-user", How.DIGEST),
                rule("/credential/token/claims/*", How.DROP)),
            SALT);
    RecordWriter writer = new RecordWriter("log.example/pdp-0", "0.1.0", masking);
    Verdict allow = new Verdict.Allow(Effects.NONE, JsonBoolean.TRUE);
    DecisionRecord decision =
        Decisions.decision(1, Decisions.request(new Header("x-user", "PERSON")), allow);
    for (byte[] record : List.of(writer.decision(decision), writer.tooLong(decision))) {
      String text = new String(record, StandardCharsets.UTF_8);
      assertFalse(text.contains("PERSON"), text);
      assertFalse(text.contains("Grüße"), text);
      assertTrue(text.contains("\"x-user\":{\"masked\":\"hmac-sha256:"), text);
    }
  }

  @Test
  void rulesAreRecordedWithTheStart() throws Exception {
    Masking masking = new Masking(List.of(rule("/request/headers/x~1y", How.DIGEST)), SALT);
    byte[] started =
        new RecordWriter("log.example/pdp-0", "0.1.0", masking)
            .started(Decisions.id(1), Decisions.TIME, 0, 0, 0);
    JsonObject record = (JsonObject) JsonParser.parse(started);
    assertEquals(
        json("{\"m\":[{\"pointer\":\"/request/headers/x~1y\",\"by\":\"digest\"}]}").get("m"),
        record.get("masking"));
  }
}
