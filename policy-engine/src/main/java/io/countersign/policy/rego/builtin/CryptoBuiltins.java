package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/** Digests, and keyed digests. */
final class CryptoBuiltins {
  private CryptoBuiltins() {}

  static void register(Map<String, Builtin> table) {
    // MD5 and SHA-1 are weak. Policies use them to find what others have named by them; nothing of
    // Countersign's own rests on them.
    table.put("crypto.md5", digest("MD5"));
    table.put("crypto.sha1", digest("SHA-1"));
    table.put("crypto.sha256", digest("SHA-256"));
    table.put("crypto.hmac.md5", hmac("HmacMD5"));
    table.put("crypto.hmac.sha1", hmac("HmacSHA1"));
    table.put("crypto.hmac.sha256", hmac("HmacSHA256"));
    table.put("crypto.hmac.sha512", hmac("HmacSHA512"));
    table.put("crypto.hmac.equal", CryptoBuiltins::equal);
  }

  private static Builtin digest(String algorithm) {
    return (context, arguments) -> {
      byte[] text = bytes(context, arguments, 0);
      return RegoString.of(HexFormat.of().formatHex(Digests.hash(algorithm, text)));
    };
  }

  private static Builtin hmac(String algorithm) {
    return (context, arguments) -> {
      byte[] message = bytes(context, arguments, 0);
      byte[] key = bytes(context, arguments, 1);
      return RegoString.of(HexFormat.of().formatHex(Digests.hmac(algorithm, key, message)));
    };
  }

  /** In a time that does not tell where the two differ. */
  private static RegoBoolean equal(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    return RegoBoolean.of(
        MessageDigest.isEqual(bytes(context, arguments, 0), bytes(context, arguments, 1)));
  }

  private static byte[] bytes(EvaluationContext context, RegoValue[] arguments, int index)
      throws BuiltinException {
    String text = Arguments.string(arguments, index);
    BoundedText.chargeFor(context, text.length());
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
