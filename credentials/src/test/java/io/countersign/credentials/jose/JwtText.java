package io.countersign.credentials.jose;

import com.nimbusds.jose.JOSEException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A JWT to be made, each member as raw JSON, so that it can be anything. Each change gives another
 * one.
 */
public record JwtText(Map<String, String> header, Map<String, String> claims) {

  /** With one header member set to this JSON. */
  public JwtText header(String name, String json) {
    return new JwtText(with(header, name, json), claims);
  }

  public JwtText withoutHeader(String name) {
    return new JwtText(without(header, name), claims);
  }

  /** With one claim set to this JSON. */
  public JwtText claim(String name, String json) {
    return new JwtText(header, with(claims, name, json));
  }

  public JwtText withoutClaim(String name) {
    return new JwtText(header, without(claims, name));
  }

  /** With {@code alg} and {@code kid} of the key, and its signature. */
  public String signedBy(SigningKey key) throws JOSEException {
    return header("alg", quoted(key.algorithm().code()))
        .header("kid", quoted(key.id()))
        .signedAsItIs(key);
  }

  /** With the key's signature over whatever the header says. */
  public String signedAsItIs(SigningKey key) throws JOSEException {
    return sign(json(header), json(claims), key);
  }

  /** Any two texts, signed. */
  public static String sign(String header, String claims, SigningKey key) throws JOSEException {
    String input = encode(header) + "." + encode(claims);
    byte[] signature = key.signing().sign(input.getBytes(StandardCharsets.US_ASCII));
    return input + "." + Base64Url.encode(signature);
  }

  public static String encode(String text) {
    return Base64Url.encode(text.getBytes(StandardCharsets.UTF_8));
  }

  public static String quoted(String text) {
    return "\"" + text + "\"";
  }

  /** The members as they stand. */
  public static String json(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> quoted(member.getKey()) + ":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static Map<String, String> with(Map<String, String> members, String name, String json) {
    Map<String, String> changed = new LinkedHashMap<>(members);
    changed.put(name, json);
    return changed;
  }

  private static Map<String, String> without(Map<String, String> members, String name) {
    Map<String, String> changed = new LinkedHashMap<>(members);
    changed.remove(name);
    return changed;
  }
}
