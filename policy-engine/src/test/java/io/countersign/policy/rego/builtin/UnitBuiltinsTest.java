package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.TextCalls.fails;
import static io.countersign.policy.rego.builtin.TextCalls.gives;
import static io.countersign.policy.rego.builtin.TextCalls.number;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitBuiltinsTest {
  @ParameterizedTest
  @CsvSource({
    "'', no amount provided",
    "' 327Mi ', spaces not allowed in resource strings",
    ".5.2, could not parse amount to a number",
    "0.0.0, could not parse amount to a number",
    "1e5e5, could not parse amount to a number",
    "., could not parse amount to a number",
    "foo, no amount provided",
    "10xi, unit xi not recognized",
    "10Kib, unit Kib not recognized",
    "10e10000000Ei, exponent too large",
    "1e999999, exponent too large",
  })
  void whatIsNoAmountIsAnError(String text, String problem) {
    fails("units.parse: " + problem, "units.parse", text);
  }

  @ParameterizedTest
  @CsvSource({
    "'', no byte amount provided",
    "GB, no byte amount provided",
    "100 kb, spaces not allowed in resource strings",
    "0.0.0, could not parse byte amount to a number",
    "10b, byte unit b not recognized",
    "10Xb, byte unit xb not recognized",
    "10e10000000EiB, exponent too large",
    "1e-999999, exponent too large",
  })
  void whatIsNoAmountOfBytesIsAnError(String text, String problem) {
    fails("units.parse_bytes: " + problem, "units.parse_bytes", text);
  }

  @Test
  void onlyTextsAreAmounts() {
    fails("operand 1 must be string but got number", "units.parse", 1);
    fails("operand 1 must be string but got null", "units.parse_bytes", (Object) null);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.0, 0",
    "12345, 12345",
    "10K, 10000",
    "10KI, 10240",
    "10ei, 11529215046068469760",
    "10e, 10000000000000000000",
    "5E, 5000000000000000000",
    "500m, 0.5",
    "0.0005K, 0.5",
    "1.1Ki, 1126.4",
    "1e-2, 0.01",
    "3.2E4, 32000",
    "5e1Gi, 53687091200",
    "-3.5E2m, -0.35",
    "100M, 100000000",
    "200Mi, 209715200",
    "'\"100TI\"', 109951162777600",
    ".5, 0.5",
    "+1, 1",
    "0.00000000005, 0.0000000001",
    "-1.5, -1.5",
    "1000m, 1"
  })
  void amounts(String text, String value) {
    gives(number(value), "units.parse", text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    ".0, 0",
    ".5KB, 500",
    "1.1KB, 1100",
    "10kb, 10000",
    "10Kib, 10240",
    "10ki, 10240",
    "10eib, 11529215046068469760",
    "10e, 10000000000000000000",
    "1e3KB, 1000000",
    "1e-2KB, 10",
    "4.5e1GiB, 48318382080",
    "1.5, 1",
    "-1.5, -1",
    "6.4E1GB, 64000000000",
    "1.0000000001gb, 1000000000",
    "18446744073709551617, 18446744073709551616",
    "0.1eb, 100000000000000000"
  })
  void bytes(String text, String value) {
    gives(number(value), "units.parse_bytes", text);
  }
}
