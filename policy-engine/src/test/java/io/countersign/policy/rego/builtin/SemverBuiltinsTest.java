package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.TextCalls.fails;
import static io.countersign.policy.rego.builtin.TextCalls.gives;
import static io.countersign.policy.rego.builtin.TextCalls.number;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Semantic versions as opa 1.22.2 knows them. */
class SemverBuiltinsTest {
  @ParameterizedTest
  @CsvSource({
    "''",
    "1",
    "1.2",
    "1.2.3.4",
    "V1.2.3",
    "vv1.2.3",
    "01.2.3",
    "1.02.3",
    "-1.2.3",
    "+1.2.3",
    "1.2.3-",
    "1.2.3+",
    "1.2.3-a+",
    "1.2.3-a..b",
    "1.2.3-01",
    "1.2.3+a+b",
    "1.2.3-ü",
    "1.2.3-a_b",
    "' 1.2.3'",
    "'1.2.3\n'",
    "١.2.3",
    "9223372036854775808.0.0",
    "99999999999999999999999.0.0",
  })
  void whatIsNoVersion(String text) {
    gives(false, "semver.is_valid", text);
  }

  @Test
  void onlyTextsAreVersions() {
    gives(false, "semver.is_valid", 1);
    gives(false, "semver.is_valid", (Object) null);
    fails("operand 2 must be string but got number", "semver.compare", "1.2.3", 1);
    fails("operand 1 must be string but got number", "semver.compare", 1, "1.2.3");
    fails("operand 1: string \"1.2\" is not a valid SemVer", "semver.compare", "1.2", "1.2.3");
    fails("operand 2: string \"b\" is not a valid SemVer", "semver.compare", "1.2.3", "b");
    fails("operand 1: string \"\" is not a valid SemVer", "semver.compare", "", "");
    fails("operand 1: string \"a\\\"b\" is not a valid SemVer", "semver.compare", "a\"b", "1.2.3");
  }

  @ParameterizedTest
  @CsvSource({
    "v1.2.3",
    "1.2.3-0",
    "1.2.3-01a",
    "1.2.3+01",
    "9223372036854775807.0.0",
    "999999999999999999.0.0",
    "1000000000000000000.0.0",
    "1.2.3--",
    "1.2.3--a.-",
    "1.2.3+-",
  })
  void versions(String text) {
    gives(true, "semver.is_valid", text);
  }

  @ParameterizedTest
  @CsvSource({
    "1.0.0, 1.0.0, 0",
    "v1.0.0, 1.0.0, 0",
    "1.0.0+a, 1.0.0+b, 0",
    "1.0.0-alpha, 1.0.0-alpha.1, -1",
    "1.0.0-alpha.1, 1.0.0-alpha.beta, -1",
    "1.0.0-alpha.beta, 1.0.0-beta, -1",
    "1.0.0-beta, 1.0.0-beta.2, -1",
    "1.0.0-beta.2, 1.0.0-beta.11, -1",
    "1.0.0-beta.11, 1.0.0-rc.1, -1",
    "1.0.0-rc.1, 1.0.0, -1",
    "1.0.0-1, 1.0.0--1, -1",
    "1.0.0-A, 1.0.0-a, -1",
    "10.0.0, 9.0.0, 1",
    "1.10.0, 1.9.0, 1",
    "1.0.10, 1.0.9, 1",
    "1.0.0-a.b, 1.0.0-a.b+x, 0",
  })
  void order(String first, String second, String order) {
    gives(number(order), "semver.compare", first, second);
  }

  /** Where opa 1.22.2 does not come back. */
  @Test
  void numbersBeyond64BitsAreComparedToo() {
    gives(-1, "semver.compare", "1.0.0-99999999999999999999", "1.0.0-100000000000000000000");
    gives(1, "semver.compare", "1.0.0-99999999999999999999", "1.0.0-99999999999999999998");
  }
}
