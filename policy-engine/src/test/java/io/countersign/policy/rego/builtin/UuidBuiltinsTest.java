package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.Calls.assertFails;
import static io.countersign.policy.rego.builtin.Calls.assertGives;
import static io.countersign.policy.rego.builtin.Calls.call;
import static io.countersign.policy.rego.builtin.Calls.number;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.policy.rego.value.RegoValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** UUIDs (RFC 9562) and random numbers as opa 1.22.2 gives them. */
class UuidBuiltinsTest {
  @ParameterizedTest
  @CsvSource({
    "''",
    "not-a-uuid",
    "6ba7b810-9dad-11d1-80b4-00c04fd430c",
    "6ba7b810-9dad-11d1-80b4-00c04fd430cg",
    "6ba7b810_9dad_11d1_80b4_00c04fd430c8",
    "'f47ac10b-58cc-4372-a567-0e02b2c3d479 '",
  })
  void whatIsNoUuidIsUndefined(String text) {
    assertGives("undefined", "uuid.parse", text);
  }

  @Test
  void wrongTypes() {
    assertFails("operand 1 must be string but got number", "uuid.parse", 1);
    assertFails(
        "operand 2 must be integer number but got floating-point number",
        "rand.intn",
        "a",
        number("1.5"));
    assertFails("operand 1 must be string but got number", "rand.intn", 1, 1);
    assertFails(
        "operand 2 must be integer number but got floating-point number",
        "rand.intn",
        "a",
        number("1e+30"));
    assertFails("operand 2 must be number but got string", "rand.intn", "a", "1");
  }

  @ParameterizedTest
  @CsvSource({
    "00000000-0000-0000-0000-000000000000, '{\"variant\": \"Reserved\", \"version\": 0}'",
    "ffffffff-ffff-ffff-ffff-ffffffffffff, '{\"variant\": \"Future\", \"version\": 15}'",
    "6ba7b810-9dad-11d1-80b4-00c04fd430c8, '{\"clocksequence\": 180, \"macvariables\": \"global:unicast\", \"nodeid\": \"00-c0-4f-d4-30-c8\", \"time\": 886630433151182400, \"variant\": \"RFC4122\", \"version\": 1}'",
    "6BA7B810-9DAD-11D1-80B4-00C04FD430C8, '{\"clocksequence\": 180, \"macvariables\": \"global:unicast\", \"nodeid\": \"00-c0-4f-d4-30-c8\", \"time\": 886630433151182400, \"variant\": \"RFC4122\", \"version\": 1}'",
    "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8, '{\"clocksequence\": 180, \"macvariables\": \"global:unicast\", \"nodeid\": \"00-c0-4f-d4-30-c8\", \"time\": 886630433151182400, \"variant\": \"RFC4122\", \"version\": 1}'",
    "URN:UUID:6ba7b810-9dad-11d1-80b4-00c04fd430c8, '{\"clocksequence\": 180, \"macvariables\": \"global:unicast\", \"nodeid\": \"00-c0-4f-d4-30-c8\", \"time\": 886630433151182400, \"variant\": \"RFC4122\", \"version\": 1}'",
    "{6ba7b810-9dad-11d1-80b4-00c04fd430c8}, '{\"clocksequence\": 180, \"macvariables\": \"global:unicast\", \"nodeid\": \"00-c0-4f-d4-30-c8\", \"time\": 886630433151182400, \"variant\": \"RFC4122\", \"version\": 1}'",
    "[6ba7b810-9dad-11d1-80b4-00c04fd430c8], '{\"clocksequence\": 180, \"macvariables\": \"global:unicast\", \"nodeid\": \"00-c0-4f-d4-30-c8\", \"time\": 886630433151182400, \"variant\": \"RFC4122\", \"version\": 1}'",
    "6ba7b8109dad11d180b400c04fd430c8, '{\"clocksequence\": 180, \"macvariables\": \"global:unicast\", \"nodeid\": \"00-c0-4f-d4-30-c8\", \"time\": 886630433151182400, \"variant\": \"RFC4122\", \"version\": 1}'",
    "000003e8-cb4e-21ea-9a00-325096b39f47, '{\"clocksequence\": 6656, \"domain\": \"Person\", \"id\": 1000, \"macvariables\": \"local:unicast\", \"nodeid\": \"32-50-96-b3-9f-47\", \"time\": 1595334645611005600, \"variant\": \"RFC4122\", \"version\": 2}'",
    "000003e8-cb4e-21ea-9a01-325096b39f47, '{\"clocksequence\": 6657, \"domain\": \"Group\", \"id\": 1000, \"macvariables\": \"local:unicast\", \"nodeid\": \"32-50-96-b3-9f-47\", \"time\": 1595334645611005600, \"variant\": \"RFC4122\", \"version\": 2}'",
    "000003e8-cb4e-21ea-9a02-325096b39f47, '{\"clocksequence\": 6658, \"domain\": \"Org\", \"id\": 1000, \"macvariables\": \"local:unicast\", \"nodeid\": \"32-50-96-b3-9f-47\", \"time\": 1595334645611005600, \"variant\": \"RFC4122\", \"version\": 2}'",
    "000003e8-cb4e-21ea-9aff-335096b39f47, '{\"clocksequence\": 6911, \"domain\": \"Domain255\", \"id\": 1000, \"macvariables\": \"local:multicast\", \"nodeid\": \"33-50-96-b3-9f-47\", \"time\": 1595334645611005600, \"variant\": \"RFC4122\", \"version\": 2}'",
    "f47ac10b-58cc-4372-a567-0e02b2c3d479, '{\"variant\": \"RFC4122\", \"version\": 4}'",
    "3d813cbb-47fb-32ba-91df-831e1593ac29, '{\"variant\": \"RFC4122\", \"version\": 3}'",
    "886313e1-3b8a-5372-9b90-0c9aee199e5d, '{\"variant\": \"RFC4122\", \"version\": 5}'",
    "017f22e2-79b0-7cc3-98c4-dc0c0c07398f, '{\"variant\": \"RFC4122\", \"version\": 7}'",
    "1ec9414c-232a-6b00-b3c8-9f6bdeced846, '{\"variant\": \"RFC4122\", \"version\": 6}'",
    "2489e9ad-2ee2-8e00-8ec9-32d5f69181c0, '{\"variant\": \"RFC4122\", \"version\": 8}'",
    "f47ac10b-58cc-4372-c567-0e02b2c3d479, '{\"variant\": \"Microsoft\", \"version\": 4}'",
    "f47ac10b-58cc-4372-e567-0e02b2c3d479, '{\"variant\": \"Future\", \"version\": 4}'",
    "f47ac10b-58cc-4372-0567-0e02b2c3d479, '{\"variant\": \"Reserved\", \"version\": 4}'",
    "ffffffff-ffff-1fff-bfff-ffffffffffff, '{\"clocksequence\": 16383, \"macvariables\": \"local:multicast\", \"nodeid\": \"ff-ff-ff-ff-ff-ff\", \"time\": -7607606781572612196, \"variant\": \"RFC4122\", \"version\": 1}'",
    "00000000-0000-1000-8000-000000000000, '{\"clocksequence\": 0, \"macvariables\": \"global:unicast\", \"nodeid\": \"00-00-00-00-00-00\", \"time\": 6227451273709551616, \"variant\": \"RFC4122\", \"version\": 1}'",
  })
  void uuids(String text, String parts) {
    assertGives(parts, "uuid.parse", text);
  }

  @Test
  void thereIsOneNumberBelowOne() {
    assertGives("0", "rand.intn", "a", 0);
    assertGives("0", "rand.intn", "a", 1);
    assertGives("0", "rand.intn", "a", -1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "\u00fc"})
  void madeUuidsAreRandomOnes(String key) throws BuiltinException {
    RegoValue made = call("uuid.rfc4122", key);
    assertEquals(made, call("uuid.rfc4122", key), "the same key gives the same");
    assertGives("{\"variant\": \"RFC4122\", \"version\": 4}", "uuid.parse", made);
  }
}
