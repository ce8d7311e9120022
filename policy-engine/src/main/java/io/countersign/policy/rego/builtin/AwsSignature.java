package io.countersign.policy.rego.builtin;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** AWS's Signature Version 4 over a request's method, URL, headers and payload. */
final class AwsSignature {
  /** Stands for the payload's digest where the payload is not signed. */
  static final String UNSIGNED = "UNSIGNED-PAYLOAD";

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String HMAC = "HmacSHA256";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** What proxies may change on the way. */
  private static final Set<String> NOT_SIGNED =
      Set.of("authorization", "user-agent", "x-amzn-trace-id");

  private final String accessKey;
  private final String secretKey;
  private final String sessionToken;
  private final String region;
  private final String service;

  /**
   * Who signs, and for whom.
   *
   * @param sessionToken empty for none
   */
  AwsSignature(
      String accessKey, String secretKey, String sessionToken, String region, String service) {
    this.accessKey = accessKey;
    this.secretKey = secretKey;
    this.sessionToken = sessionToken;
    this.region = region;
    this.service = service;
  }

  /** All headers of the signed request: the given ones and those that sign it. */
  Map<String, String> headers(
      Map<String, String> given, String method, URI url, String payloadHash, Instant time) {
    Map<String, String> own = ownHeaders(url, payloadHash, time);
    Map<String, String> signed = new TreeMap<>(own);
    given.forEach((name, value) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!NOT_SIGNED.contains(lower)) {
        signed.put(lower, value);
      }
    });
    Map<String, String> all = new TreeMap<>(given);
    all.put("Authorization", authorization(signed, method, url, payloadHash, time));
    all.putAll(own);
    return all;
  }

  private Map<String, String> ownHeaders(URI url, String payloadHash, Instant time) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("host", host(url));
    headers.put("x-amz-date", TIME.format(time));
    if (service.equals("s3") || service.equals("glacier")) {
      headers.put("x-amz-content-sha256", payloadHash);
    }
    if (!sessionToken.isEmpty()) {
      headers.put("x-amz-security-token", sessionToken);
    }
    return headers;
  }

  private String authorization(
      Map<String, String> signed, String method, URI url, String payloadHash, Instant time) {
    String names = String.join(";", signed.keySet());
    StringBuilder request = new StringBuilder(256);
    request.append(method).append('\n').append(asciiPath(orEmpty(url.getRawPath()))).append('\n');
    request.append(orEmpty(url.getRawQuery())).append('\n');
    signed.forEach((name, value) -> request.append(name).append(':').append(value).append('\n'));
    request.append('\n').append(names).append('\n').append(payloadHash);

    String date = DATE.format(time);
    String scope = date + "/" + region + "/" + service + "/aws4_request";
    String toSign =
        ALGORITHM
            + "\n"
            + TIME.format(time)
            + "\n"
            + scope
            + "\n"
            + sha256(utf8(request.toString()));
    byte[] key = utf8("AWS4" + secretKey);
    for (String part : new String[] {date, region, service, "aws4_request", toSign}) {
      key = Digests.hmac(HMAC, key, utf8(part));
    }
    return ALGORITHM
        + " Credential="
        + accessKey
        + "/"
        + scope
        + ",SignedHeaders="
        + names
        + ",Signature="
        + HexFormat.of().formatHex(key);
  }

  /** The path with all but ASCII escaped, as it is sent. */
  private static String asciiPath(String path) {
    StringBuilder ascii = new StringBuilder(path.length());
    for (byte octet : utf8(path)) {
      if (octet >= 0) {
        ascii.append((char) octet);
      } else {
        ascii.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
      }
    }
    return ascii.toString();
  }

  /** Host and port, without user and password. */
  private static String host(URI url) {
    String authority = orEmpty(url.getRawAuthority());
    return authority.substring(authority.lastIndexOf('@') + 1);
  }

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Digests.hash("SHA-256", bytes));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
