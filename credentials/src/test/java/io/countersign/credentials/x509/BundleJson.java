package io.countersign.credentials.x509;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import io.countersign.credentials.fixture.TestKey;
import io.countersign.credentials.x509.TestCa.Issued;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Writes bundles that may be wrong in every way; keys and certificates become JWKs by Nimbus. */
final class BundleJson {
  private BundleJson() {}

  /** The public members of a certificate's key, without braces. */
  static String members(X509Certificate certificate) {
    try {
      return JWK.parse(certificate).toJSONObject().entrySet().stream()
          .filter(member -> List.of("kty", "crv", "x", "y", "n", "e").contains(member.getKey()))
          .map(member -> "\"" + member.getKey() + "\":\"" + member.getValue() + "\"")
          .collect(Collectors.joining(","));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static String x5c(Issued... certificates) {
    return Arrays.stream(certificates)
        .map(each ->
            "\"" + Base64.getEncoder().encodeToString(TestCa.der(each.certificate())) + "\"")
        .collect(Collectors.joining(",", "\"x5c\":[", "]"));
  }

  /** An authority as the standard has it. */
  static String authority(Issued ca) {
    return "{\"use\":\"x509-svid\"," + members(ca.certificate()) + "," + x5c(ca) + "}";
  }

  /** A key for JWT-SVIDs. */
  static String jwtKey(TestKey key) {
    return "{\"use\":\"jwt-svid\"," + key.jwk().substring(1);
  }

  static String bundle(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  static String sequenced(String sequence, String... keys) {
    return "{\"spiffe_sequence\":" + sequence + ",\"keys\":[" + String.join(",", keys) + "]}";
  }

  static byte[] utf8(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
