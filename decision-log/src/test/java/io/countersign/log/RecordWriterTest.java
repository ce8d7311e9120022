package io.countersign.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.countersign.decision.DecisionRecord;
import io.countersign.decision.Effects;
import io.countersign.decision.Header;
import io.countersign.decision.Verdict;
import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonBoolean;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.log.tlog.EntryBundle;
import io.countersign.log.tlog.VerifierKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordWriterTest {
  private static final RecordWriter WRITER =
      new RecordWriter("log.example/pdp-0", "0.1.0", Masking.NONE);
  private static final Path GOLDEN = Path.of("src/test/resources/io/countersign/log/records");
  private static final JsonSchema SCHEMA = schema();

  private static JsonSchema schema() {
    try (InputStream schema = RecordWriter.class.getResourceAsStream("record.schema.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(Objects.requireNonNull(schema));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // Lives inside this test.
  record Golden(String name, byte[] record) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Golden> records() {
    return Stream.of(
        new Golden("allowed", WRITER.decision(Decisions.allowed(1))),
        new Golden("denied-by-policy", WRITER.decision(Decisions.deniedByPolicy(2))),
        new Golden("refused-credential", WRITER.decision(Decisions.refused(3))),
        new Golden("anonymous", WRITER.decision(Decisions.anonymous(4))),
        new Golden("of-a-transaction", WRITER.decision(Decisions.ofATransaction(9))),
        new Golden("too-long", WRITER.tooLong(tooLong(5))),
        new Golden("started", WRITER.started(Decisions.id(6), Decisions.TIME, 1234, 2, 1)),
        new Golden(
            "key-rotated",
            WRITER.keyRotated(
                Decisions.id(10),
                Decisions.TIME,
                VerifierKey.of("log.example/pdp-0", new byte[32]),
                VerifierKey.of("log.example/pdp-0", filled((byte) 1)))),
        new Golden("stopped", WRITER.stopped(Decisions.id(7), Decisions.TIME)),
        new Golden(
            "bundle-activated",
            WRITER.bundleActivated(Decisions.id(8), Decisions.TIME, Decisions.POLICY)));
  }

  private static byte[] filled(byte each) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, each);
    return bytes;
  }

  private static DecisionRecord tooLong(int number) {
    Verdict allow = new Verdict.Allow(Effects.NONE, JsonBoolean.TRUE);
    Header header = new Header("x-long", "x".repeat(EntryBundle.MAX_RECORD_BYTES));
    return Decisions.decision(number, Decisions.request(header), allow);
  }

  @ParameterizedTest
  @MethodSource("records")
  void recordHasTheBytesItAlwaysHad(Golden golden) throws Exception {
    // Bytes that outlive a release: who changes them on purpose copies them from target/records.
    String written = new String(golden.record, StandardCharsets.UTF_8) + "\n";
    Path actual = Files.createDirectories(Path.of("target/records"));
    Files.writeString(actual.resolve(golden.name + ".json"), written);
    assertEquals(Files.readString(GOLDEN.resolve(golden.name + ".json")), written);
  }

  @ParameterizedTest
  @MethodSource("records")
  void recordIsCanonicalAndOfTheSchema(Golden golden) throws Exception {
    String text = new String(golden.record, StandardCharsets.UTF_8);
    assertEquals("[]", SCHEMA.validate(text, InputFormat.JSON).toString());
    assertEquals(text, CanonicalJson.text(JsonParser.parse(golden.record)));
    assertTrue(golden.record.length <= EntryBundle.MAX_RECORD_BYTES);
    assertFalse(text.contains("SECRET"), "a token or proof is in the record");
  }

  @Test
  void schemaRefusesWhatIsNoRecord() {
    String allowed = new String(WRITER.decision(Decisions.allowed(1)), StandardCharsets.UTF_8);
    for (String wrong :
        new String[] {
          "{}",
          allowed.replace("\"v\":1", "\"v\":2"),
          allowed.replace("\"type\":\"decision\"", "\"type\":\"other\""),
          allowed.replace("\"decision\":\"allow\"", "\"decision\":\"deny\""),
          allowed.replace("\"reason\":\"ALLOWED\"", "\"reason\":\"NO_GRANT\""),
          allowed.replace("\"verified\":true", "\"verified\":false"),
          allowed.replace("\"v\":1", "\"v\":1,\"unknown\":1"),
          allowed.replace("07.089Z", "07Z"),
        }) {
      assertFalse(SCHEMA.validate(wrong, InputFormat.JSON).isEmpty(), wrong);
    }
  }

  @Test
  void membersOfThePolicyInputAreThereWordForWord() throws Exception {
    DecisionRecord decision = Decisions.allowed(1);
    JsonObject record = (JsonObject) JsonParser.parse(WRITER.decision(decision));
    decision
        .input()
        .verified()
        .members()
        .forEach((name, value) -> assertEquals(value, record.get(name), name));
  }

  @Test
  void recordOfManyShortMembersIsShortenedToo() {
    Header[] headers = new Header[8000];
    for (int i = 0; i < headers.length; i++) {
      headers[i] = new Header("h" + i, "v");
    }
    Verdict allow = new Verdict.Allow(Effects.NONE, JsonBoolean.TRUE);
    DecisionRecord decision = Decisions.decision(1, Decisions.request(headers), allow);
    assertTrue(WRITER.decision(decision).length > EntryBundle.MAX_RECORD_BYTES);
    assertTrue(WRITER.tooLong(decision).length < 8192);
  }
}
