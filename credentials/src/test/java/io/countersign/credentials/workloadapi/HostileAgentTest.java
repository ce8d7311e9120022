package io.countersign.credentials.workloadapi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames and messages that no agent should send; hexadecimal. */
final class HostileAgentTest {
  private static final String SETTINGS = "000000040000000000";
  private static final String HEADERS = "000001010400000001" + "88";

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] firstMessage(InputStream in) throws IOException {
    return new GrpcCall(in, OutputStream.nullOutputStream()).firstMessage("/S/M");
  }

  /** A DATA frame of stream 1. */
  private static String data(int flags, String payload) {
    return "%06x00%02x00000001%s".formatted(payload.length() / 2, flags, payload);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void brokenAnswerIsRefused(String mistake, String hex, String complaint) {
    InputStream in = new ByteArrayInputStream(bytes(SETTINGS + hex));
    String message = assertThrows(IOException.class, () -> firstMessage(in)).getMessage();
    assertTrue(Objects.requireNonNullElse(message, "").contains(complaint), message);
  }

  static Stream<Arguments> brokenAnswerIsRefused() {
    return Stream.of(
        arguments("nothing", "", ""),
        arguments("half a frame header", "0000", ""),
        arguments("half a frame", "0000050000000000010000", "ended the connection"),
        arguments("a frame of 16 MiB", "ffffff000000000001", "a frame of"),
        arguments("status without a message", HEADERS.replace("0104", "0105"), "refused the call"),
        arguments("trailers after no message", HEADERS + "000000010500000001", "refused the call"),
        arguments("an end without a message", HEADERS + data(1, ""), "refused the call"),
        arguments("an end in the message", HEADERS + data(1, "0000000005aa"), "refused the call"),
        arguments("a stream that is reset", "000004030000000001" + "00000008", "refused the call"),
        arguments("an agent that goes away", "000008070000000000" + "0".repeat(16), "refused"),
        arguments("a compressed message", HEADERS + data(0, "0100000000"), "compressed"),
        arguments("a message of 4 GiB", HEADERS + data(0, "00ffffffff"), "too large"),
        arguments("a message of over 8 MiB", HEADERS + data(0, "0000800001"), "too large"),
        arguments("more padding than bytes", HEADERS + data(8, "0500000000"), "more padding"),
        arguments("padding without its length", HEADERS + data(8, ""), "more padding"));
  }

  @Test
  void agentThatSendsFramesWithoutEndIsGivenUp() {
    InputStream endless =
        new SequenceInputStream(
            new ByteArrayInputStream(bytes(SETTINGS)),
            new ByteArrayInputStream(bytes("000000080000000000".repeat(100_000))));
    String message = assertThrows(IOException.class, () -> firstMessage(endless)).getMessage();
    assertEquals("the agent sends frames without end", message);
  }

  @Test
  void messageInPiecesWithPaddingAmongOtherFramesIsRead() throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    String ping = "000008060000000000" + "0102030405060708";
    String answer =
        SETTINGS
            + HEADERS
            + data(0, "0000")
            + ping
            + data(8, "02000003" + "ffff")
            + "000001000000000003"
            + "ee"
            + "000000aa0000000000"
            + data(0, "aabbcc");
    byte[] message =
        new GrpcCall(new ByteArrayInputStream(bytes(answer)), sent).firstMessage("/S/M");
    assertArrayEquals(bytes("aabbcc"), message);
    String reply = HexFormat.of().formatHex(sent.toByteArray());
    assertTrue(reply.contains("000008060100000000" + "0102030405060708"), "the ping's answer");
    assertTrue(reply.contains("000000040100000000"), "the settings' answer");
    assertTrue(
        new String(sent.toByteArray(), StandardCharsets.ISO_8859_1).contains("workload.spiffe.io"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12", // a field without its length
        "1205", // longer than its message
        "12ffffffff0f", // longer than any message
        "12ffffffffffffffffff01", // a negative length
        "ffffffffffffffffffffff", // a tag without end
        "13", // a group
        "09aabb", // a fixed64 cut off
        "1203" + "0a05aa", // a key longer than its entry
        "1204" + "0a02c328" // a key that is not UTF-8
      })
  void brokenMessageIsRefused(String hex) {
    assertThrows(IOException.class, () -> Protobuf.map(bytes(hex), 2));
  }

  @Test
  void mapIsReadAmongOtherFields() throws IOException {
    // crl = 1, a number in field 3, entries {"a": aa}, {"": ""} and again {"a": bb}
    String hex =
        "0a01ff" + "1805" + "1206" + "0a0161" + "1201aa" + "1200" + "1206" + "1201bb" + "0a0161";
    Map<String, byte[]> map = Protobuf.map(bytes(hex), 2);
    assertEquals(2, map.size());
    assertArrayEquals(bytes("bb"), map.get("a"));
    assertArrayEquals(new byte[0], map.get(""));
    assertTrue(Protobuf.map(new byte[0], 2).isEmpty());
  }
}
