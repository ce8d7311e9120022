package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.Calls.assertFails;
import static io.countersign.policy.rego.builtin.Calls.assertGives;
import static io.countersign.policy.rego.builtin.Calls.assertLimited;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoValue;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks as opa 1.22.2 knows them. */
class NetBuiltinsTest {
  @ParameterizedTest
  @CsvSource({
    "''",
    "/",
    "10.0.0.0",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/+8",
    "10.0.0.0/8/8",
    "10.0.0/8",
    "10.0.0.0.0/8",
    "256.0.0.0/8",
    "010.0.0.0/8",
    "10.0.0.0/255.0.0.0",
    "' 10.0.0.0/8'",
    "'10.0.0.0/8 '",
    "10.0.0.0 /8",
    "0x0a.0.0.0/8",
    "١.0.0.0/8",
    "10.0.0.0/٨",
    "::/129",
    "2001:db8:::/32",
    "2001:db8::1::/32",
    "1:2:3:4:5:6:7/8",
    "1:2:3:4:5:6:7:8:9/8",
    "1:2:3:4:5:6:7:8::/8",
    "fe80::1%eth0/64",
    "[::1]/128",
    "12345::/16",
    "g::/16",
    "localhost/8",
    "::ffff:010.0.0.1/128",
    "::ffff:1.2.3/128",
    "1.2.3.4:80/8",
    ":/8",
    "1:2:3:4:5:6:7:1.2.3.4/128",
    "10.0.0.0/99999999999999999999",
    "1::1.2.3.4:5/64",
    ":1:2:3:4:5:6:7/64",
    "1:2:3:4:5:6:7:/64",
    "00000::/8",
  })
  void whatIsNoNetwork(String text) {
    assertGives("false", "net.cidr_is_valid", text);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/08",
    "10.0.0.0/008",
    "10.0.0.0/32",
    "0.0.0.0/0",
    "::/0",
    "::/128",
    "::1/128",
    "2001:db8::/32",
    "2001:DB8::/32",
    "1:2:3:4:5:6:7::/8",
    "::ffff:10.0.0.0/104",
    "::ffff:10.0.0.0/8",
    "::ffff:10.0.0.0/96",
    "::ffff:10.0.0.0/95",
    "::ffff:a00:0/104",
    "::10.0.0.0/104",
    "fe80::/10",
    "::1.2.3.4/128",
    "1:2:3:4:5:6:1.2.3.4/128",
    "10.0.0.0/0000000008",
    "0000:0:0::0/0",
    "10.0.0.0/00",
  })
  void networks(String text) {
    assertGives("true", "net.cidr_is_valid", text);
  }

  @ParameterizedTest
  @CsvSource({
    "net.cidr_intersects, 10.0.0.0/8, 10.1.2.3, invalid CIDR address: 10.1.2.3",
    "net.cidr_intersects, 10.0.0.0/8, 11.1.2.3, invalid CIDR address: 11.1.2.3",
    "net.cidr_contains, 10.0.0.0/8, 10.0.0.0/33, not a valid textual representation of an IP address or CIDR: 10.0.0.0/33",
    "net.cidr_intersects, 10.0.0.0/8, 10.0.0.0/33, invalid CIDR address: 10.0.0.0/33",
    "net.cidr_contains, 10.0.0.0/33, 10.0.0.1, invalid CIDR address: 10.0.0.0/33",
    "net.cidr_intersects, 10.0.0.0/33, 10.0.0.1, invalid CIDR address: 10.0.0.0/33",
    "net.cidr_contains, 10.0.0.0, 10.0.0.0, invalid CIDR address: 10.0.0.0",
    "net.cidr_intersects, 10.0.0.0, 10.0.0.0, invalid CIDR address: 10.0.0.0",
    "net.cidr_intersects, 0.0.0.0/0, 255.255.255.255, invalid CIDR address: 255.255.255.255",
    "net.cidr_intersects, 0.0.0.0/0, ::1, invalid CIDR address: ::1",
    "net.cidr_intersects, ::/0, 10.0.0.1, invalid CIDR address: 10.0.0.1",
    "net.cidr_intersects, ::/0, ::ffff:10.0.0.1, invalid CIDR address: ::ffff:10.0.0.1",
    "net.cidr_intersects, 10.0.0.0/8, ::ffff:10.0.0.1, invalid CIDR address: ::ffff:10.0.0.1",
    "net.cidr_intersects, ::ffff:10.0.0.0/104, 10.0.0.1, invalid CIDR address: 10.0.0.1",
    "net.cidr_intersects, ::ffff:10.0.0.0/104, ::ffff:10.0.0.1, invalid CIDR address: ::ffff:10.0.0.1",
    "net.cidr_intersects, ::ffff:0:0/96, 10.0.0.1, invalid CIDR address: 10.0.0.1",
    "net.cidr_intersects, ::ffff:0:0/95, 10.0.0.1, invalid CIDR address: 10.0.0.1",
    "net.cidr_intersects, ::fffe:0:0/95, 10.0.0.1, invalid CIDR address: 10.0.0.1",
    "net.cidr_intersects, 2001:db8::/32, 2001:db8:ffff::1, invalid CIDR address: 2001:db8:ffff::1",
    "net.cidr_intersects, 2001:db8::/32, 2001:db9::, invalid CIDR address: 2001:db9::",
    "net.cidr_intersects, 10.1.2.3/8, 10.9.9.9, invalid CIDR address: 10.9.9.9",
    "net.cidr_contains, 10.0.0.0/8, '', 'not a valid textual representation of an IP address or CIDR: '",
    "net.cidr_intersects, 10.0.0.0/8, '', 'invalid CIDR address: '",
    "net.cidr_contains, 10.0.0.0/8, host, not a valid textual representation of an IP address or CIDR: host",
    "net.cidr_intersects, 10.0.0.0/8, host, invalid CIDR address: host",
    "net.cidr_contains, 10.0.0.0/8, 10.0.0.01, not a valid textual representation of an IP address or CIDR: 10.0.0.01",
    "net.cidr_intersects, 10.0.0.0/8, 10.0.0.01, invalid CIDR address: 10.0.0.01",
    "net.cidr_contains, 10.0.0.0/8, fe80::1%eth0, not a valid textual representation of an IP address or CIDR: fe80::1%eth0",
    "net.cidr_intersects, 10.0.0.0/8, fe80::1%eth0, invalid CIDR address: fe80::1%eth0",
    "net.cidr_contains, fe80::/10, fe80::1%eth0, not a valid textual representation of an IP address or CIDR: fe80::1%eth0",
    "net.cidr_intersects, fe80::/10, fe80::1%eth0, invalid CIDR address: fe80::1%eth0",
    "net.cidr_intersects, 1.2.3.4/32, 1.2.3.4, invalid CIDR address: 1.2.3.4",
    "net.cidr_intersects, 1.2.3.4/31, 1.2.3.5, invalid CIDR address: 1.2.3.5",
    "net.cidr_intersects, ::1/128, ::1, invalid CIDR address: ::1",
    "net.cidr_contains, '', '', 'invalid CIDR address: '",
    "net.cidr_intersects, '', '', 'invalid CIDR address: '",
  })
  void wrongAddressesAreErrors(String name, String network, String other, String problem) {
    assertFails(problem, name, network, other);
  }

  @ParameterizedTest
  @CsvSource({
    "net.cidr_contains, 10.0.0.0/8, 10.1.2.3, true",
    "net.cidr_contains, 10.0.0.0/8, 11.1.2.3, false",
    "net.cidr_contains, 10.0.0.0/8, 10.0.0.0/7, false",
    "net.cidr_intersects, 10.0.0.0/8, 10.0.0.0/7, true",
    "net.cidr_contains, 0.0.0.0/0, 255.255.255.255, true",
    "net.cidr_contains, 0.0.0.0/0, ::1, false",
    "net.cidr_contains, ::/0, 10.0.0.1, false",
    "net.cidr_contains, ::/0, ::ffff:10.0.0.1, false",
    "net.cidr_contains, ::/0, 0.0.0.0/0, false",
    "net.cidr_intersects, ::/0, 0.0.0.0/0, false",
    "net.cidr_contains, 0.0.0.0/0, ::/0, false",
    "net.cidr_intersects, 0.0.0.0/0, ::/0, false",
    "net.cidr_contains, 10.0.0.0/8, ::ffff:10.0.0.1, true",
    "net.cidr_contains, ::ffff:10.0.0.0/104, 10.0.0.1, true",
    "net.cidr_contains, ::ffff:10.0.0.0/104, ::ffff:10.0.0.1, true",
    "net.cidr_contains, ::ffff:0:0/96, 10.0.0.1, true",
    "net.cidr_contains, 10.0.0.0/8, ::ffff:10.0.0.0/104, true",
    "net.cidr_intersects, 10.0.0.0/8, ::ffff:10.0.0.0/104, true",
    "net.cidr_contains, ::/0, ::ffff:10.0.0.0/104, false",
    "net.cidr_intersects, ::/0, ::ffff:10.0.0.0/104, false",
    "net.cidr_contains, ::ffff:0:0/95, 10.0.0.1, false",
    "net.cidr_contains, ::fffe:0:0/95, 10.0.0.1, false",
    "net.cidr_contains, ::fffe:0:0/95, ::ffff:10.0.0.0/104, false",
    "net.cidr_intersects, ::fffe:0:0/95, ::ffff:10.0.0.0/104, false",
    "net.cidr_contains, 2001:db8::/32, 2001:db8:ffff::1, true",
    "net.cidr_contains, 2001:db8::/32, 2001:db9::, false",
    "net.cidr_contains, 10.1.2.3/8, 10.9.9.9, true",
    "net.cidr_contains, 1.2.3.4/32, 1.2.3.4, true",
    "net.cidr_contains, 1.2.3.4/31, 1.2.3.5, true",
    "net.cidr_contains, ::1/128, ::1, true",
  })
  void containmentAndIntersection(String name, String network, String other, String expected) {
    assertGives(expected, name, network, other);
  }

  @ParameterizedTest
  @CsvSource({
    "net.cidr_expand, [1], operand 1 must be string but got number",
    "net.cidr_merge, [1], operand must be an array",
    "net.cidr_expand, [{}], operand 1 must be string but got object",
    "net.cidr_merge, [{}], operand must be an array",
    "net.cidr_expand, [[1]], operand 1 must be string but got array",
    "net.cidr_merge, [[1]], element must be string",
    "net.cidr_expand, '[[[\"10.0.0.0/8\"]]]', operand 1 must be string but got array",
    "net.cidr_merge, '[[[\"10.0.0.0/8\"]]]', element must be string",
    "net.cidr_expand, '[\"10.0.0.0/33\"]', invalid CIDR address: 10.0.0.0/33",
    "net.cidr_merge, '[[\"10.0.0.0/33\"]]', invalid CIDR address: 10.0.0.0/33",
    "net.cidr_merge, '[[\"::1\"]]', IPv6 invalid: needs prefix length",
    "net.cidr_merge, '[[\"host\"]]', invalid CIDR address: host",
    "net.cidr_contains_matches, '[[[]],\"10.0.0.1\"]', operand 1: element must be string or non-empty array",
    "net.cidr_contains_matches, '[[\"10.0.0.0/8\"],[1]]', operand 2: element must be string or non-empty array",
    "net.cidr_contains_matches, '[[[1]],\"10.0.0.1\"]', operand 1 must be string but got number",
    "net.cidr_contains_matches, '[[\"x\"],[\"10.0.0.1\"]]', invalid CIDR address: x",
    "net.cidr_contains_matches, '[{\"x\":1},\"10.0.0.1\"]', operand 1: element must be string or non-empty array",
    "net.cidr_contains_matches, '[\"x\",\"y\"]', invalid CIDR address: x",
    "net.cidr_contains_matches, '[\"10.0.0.0/8\",[\"y\"]]', not a valid textual representation of an IP address or CIDR: y",
  })
  void collectionsWithWrongElementsAreErrors(String name, String arguments, String problem) {
    assertFails(problem, name, (Object[]) arguments(arguments));
  }

  @ParameterizedTest
  @CsvSource({
    "net.cidr_contains_matches, '[\"10.0.0.0/8\",1]', set()",
    "net.cidr_expand, '[\"10.0.0.0/30\"]', '{\"10.0.0.0\", \"10.0.0.1\", \"10.0.0.2\", \"10.0.0.3\"}'",
    "net.cidr_expand, '[\"10.0.0.3/30\"]', '{\"10.0.0.0\", \"10.0.0.1\", \"10.0.0.2\", \"10.0.0.3\"}'",
    "net.cidr_expand, '[\"10.0.0.0/32\"]', '{\"10.0.0.0\"}'",
    "net.cidr_expand, '[\"::/127\"]', '{\"::\", \"::1\"}'",
    "net.cidr_expand, '[\"::ffff:10.0.0.0/127\"]', '{\"10.0.0.0\", \"10.0.0.1\"}'",
    "net.cidr_expand, '[\"255.255.255.254/31\"]', '{\"255.255.255.254\", \"255.255.255.255\"}'",
    "net.cidr_expand, '[\"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/127\"]', '{\"ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe\", \"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff\"}'",
    "net.cidr_expand, '[\"2001:db8::ffff/126\"]', '{\"2001:db8::fffc\", \"2001:db8::fffd\", \"2001:db8::fffe\", \"2001:db8::ffff\"}'",
    "net.cidr_expand, '[\"0.0.0.0/31\"]', '{\"0.0.0.0\", \"0.0.0.1\"}'",
    "net.cidr_expand, '[\"::ffff:0:0/127\"]', '{\"0.0.0.0\", \"0.0.0.1\"}'",
    "net.cidr_expand, '[\"1:0:0:2::/127\"]', '{\"1:0:0:2::\", \"1:0:0:2::1\"}'",
    "net.cidr_expand, '[\"1:0:2:0:3:0:4:0/127\"]', '{\"1:0:2:0:3:0:4:0\", \"1:0:2:0:3:0:4:1\"}'",
    "net.cidr_expand, '[\"::fffe:ffff:fffe/127\"]', '{\"::fffe:ffff:fffe\", \"::fffe:ffff:ffff\"}'",
    "net.cidr_merge, [[]], set()",
    "net.cidr_merge, '[[\"10.0.0.1\"]]', '{\"10.0.0.1/8\"}'",
    "net.cidr_merge, '[[\"10.0.0.0/8\",\"10.1.0.0/16\"]]', '{\"10.0.0.0/8\"}'",
    "net.cidr_merge, '[[\"10.0.0.0/9\",\"10.128.0.0/9\"]]', '{\"10.0.0.0/8\"}'",
    "net.cidr_merge, '[[\"10.0.0.0/24\",\"10.0.2.0/24\"]]', '{\"10.0.0.0/24\", \"10.0.2.0/24\"}'",
    "net.cidr_merge, '[[\"0.0.0.0/1\",\"128.0.0.0/1\"]]', '{\"0.0.0.0/0\"}'",
    "net.cidr_merge, '[[\"::/1\",\"8000::/1\"]]', '{\"::/0\"}'",
    "net.cidr_merge, '[[\"10.1.2.3/8\"]]', '{\"10.0.0.0/8\"}'",
    "net.cidr_merge, '[[\"192.168.0.1\",\"172.16.0.1\",\"240.0.0.1\"]]', '{\"172.16.0.1/16\", \"192.168.0.1/24\", \"240.0.0.1/24\"}'",
    "net.cidr_merge, '[[\"10.0.0.0/8\",\"10.0.0.0/8\"]]', '{\"10.0.0.0/8\"}'",
    "net.cidr_merge, '[[\"10.0.0.0/24\",\"10.0.1.0/24\",\"10.0.2.0/24\"]]', '{\"10.0.0.0/23\", \"10.0.2.0/24\"}'",
    "net.cidr_merge, '[[\"10.0.1.0/24\",\"10.0.2.0/24\"]]', '{\"10.0.1.0/24\", \"10.0.2.0/24\"}'",
    "net.cidr_merge, '[[\"::ffff:10.0.0.0/104\"]]', '{\"10.0.0.0/8\"}'",
    "net.cidr_merge, '[[\"::ffff:10.0.0.0/104\",\"10.0.0.0/8\"]]', '{\"10.0.0.0/8\"}'",
    "net.cidr_merge, '[[\"255.255.255.255/32\",\"255.255.255.254/32\"]]', '{\"255.255.255.254/31\"}'",
    "net.cidr_merge, '[[\"0.0.0.0/0\",\"10.0.0.0/8\"]]', '{\"0.0.0.0/0\"}'",
    "net.cidr_merge, '[[\"2001:db8::/33\",\"2001:db8:8000::/33\"]]', '{\"2001:db8::/32\"}'",
    "net.cidr_merge, '[[\"255.255.255.255/32\",\"::/128\"]]', '{\"255.255.255.255/32\", \"::/128\"}'",
    "net.cidr_merge, '[[\"127.0.0.1\"]]', '{\"127.0.0.1/8\"}'",
    "net.cidr_merge, '[[\"128.0.0.1\"]]', '{\"128.0.0.1/16\"}'",
    "net.cidr_merge, '[[\"224.0.0.1\"]]', '{\"224.0.0.1/24\"}'",
    "net.cidr_merge, '[[\"0.0.0.0\"]]', '{\"0.0.0.0/8\"}'",
    "net.cidr_merge, '[[\"10.1.2.3\",\"10.0.0.0/8\"]]', '{\"10.0.0.0/8\"}'",
    "net.cidr_merge, '[[\"10.1.2.3\",\"11.0.0.0/8\"]]', '{\"10.0.0.0/7\"}'",
    "net.cidr_merge, '[[\"::ffff:10.0.0.1\"]]', '{\"10.0.0.1/8\"}'",
    "net.cidr_merge, '[[\"10.0.0.0/24\",\"10.0.0.0/25\"]]', '{\"10.0.0.0/24\"}'",
    "net.cidr_merge, '[[\"10.0.0.128/25\",\"10.0.0.0/25\",\"10.0.1.5/32\"]]', '{\"10.0.0.0/24\", \"10.0.1.5/32\"}'",
    "net.cidr_merge, '[[\"10.0.0.1/32\",\"10.0.0.2/32\",\"10.0.0.3/32\"]]', '{\"10.0.0.1/32\", \"10.0.0.2/31\"}'",
    "net.cidr_contains_matches, '[\"10.0.0.0/8\",\"10.1.1.1\"]', '{[\"10.0.0.0/8\", \"10.1.1.1\"]}'",
    "net.cidr_contains_matches, '[[\"10.0.0.0/8\",\"11.0.0.0/8\"],[\"10.1.1.1\",\"12.0.0.0\"]]', '{[0, 0]}'",
    "net.cidr_contains_matches, '[{\"x\":\"10.0.0.0/8\"},{\"y\":\"10.1.1.1\"}]', '{[\"x\", \"y\"]}'",
    "net.cidr_contains_matches, '[[[\"10.0.0.0/8\",\"tag\"]],[[\"10.1.1.1\",\"tag2\"]]]', '{[0, 0]}'",
    "net.cidr_contains_matches, '[[],\"x\"]', set()",
    "net.cidr_contains_matches, '[[\"10.0.0.0/33\"],[]]', set()",
    "net.cidr_contains_matches, '[{\"x\":[\"10.0.0.0/8\",1]},\"10.0.0.1\"]', '{[\"x\", \"10.0.0.1\"]}'",
    "net.cidr_contains_matches, '[{},{}]', set()",
    "net.cidr_contains_matches, '[true,\"y\"]', set()",
  })
  void collections(String name, String arguments, String expected) {
    assertGives(expected, name, (Object[]) arguments(arguments));
  }

  /** opa 1.22.2 makes a list of 16 million. */
  @Test
  void whatHasTooManyAddressesIsNotListed() {
    assertFails(
        "network 10.0.0.0/8 has too many addresses to list", "net.cidr_expand", "10.0.0.0/8");
    assertFails("network ::/0 has too many addresses to list", "net.cidr_expand", "::/0");
    assertLimited("net.cidr_expand", "10.0.0.0/12");
  }

  /** opa 1.22.2 takes the first for a part of the second. */
  @Test
  void networksOfBothFamiliesAreNotMerged() {
    assertGives("{\"0.0.0.0/0\", \"::/0\"}", "net.cidr_merge", List.of("0.0.0.0/0", "::/0"));
  }

  private static RegoValue[] arguments(String json) {
    try {
      RegoArray array = (RegoArray) JsonReader.read(json);
      RegoValue[] arguments = new RegoValue[array.size()];
      Arrays.setAll(arguments, array::get);
      return arguments;
    } catch (BuiltinException e) {
      throw new AssertionError(json, e);
    }
  }
}
