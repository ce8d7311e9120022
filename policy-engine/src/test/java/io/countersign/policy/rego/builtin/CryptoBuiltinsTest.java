package io.countersign.policy.rego.builtin;

import static io.countersign.policy.rego.builtin.TextCalls.fails;
import static io.countersign.policy.rego.builtin.TextCalls.gives;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Digests as opa 1.22.2 gives them. */
class CryptoBuiltinsTest {
  @Test
  void onlyTextsAreDigested() {
    fails("operand 1 must be string but got number", "crypto.md5", 1);
    fails("operand 1 must be string but got null", "crypto.sha1", (Object) null);
    fails("operand 1 must be string but got array", "crypto.sha256", List.of("a"));
    fails("operand 2 must be string but got number", "crypto.hmac.md5", "a", 1);
    fails("operand 1 must be string but got number", "crypto.hmac.sha1", 1, "a");
    fails("operand 1 must be string but got object", "crypto.hmac.sha256", Map.of(), "a");
    fails("operand 2 must be string but got null", "crypto.hmac.sha512", "a", (Object) null);
    fails("operand 2 must be string but got null", "crypto.hmac.equal", "a", (Object) null);
    fails("operand 1 must be string but got number", "crypto.hmac.equal", 1, "a");
  }

  @ParameterizedTest
  @CsvSource({
    "crypto.md5, '', d41d8cd98f00b204e9800998ecf8427e",
    "crypto.md5, ü, c03410a5204b21cd8229ff754688d743",
    "crypto.md5, '\000', 93b885adfe0da089cdf634904fd59f71",
    "crypto.sha1, message, 6f9b9af3cd6e8b8a73c2cdced37fe9f59226e27d",
    "crypto.sha256, \ud834\udd1e, e419efd3d6046adf7662b0daadab65047e8014a523316d7ccc8710de694aa9b6",
  })
  void digests(String name, String text, String digest) {
    gives(digest, name, text);
  }

  @ParameterizedTest
  @CsvSource({
    "crypto.hmac.md5, '', '', 74e6f7298a9c2d168935f58c001bad88",
    "crypto.hmac.sha1, '', '', fbdb1d1b18aa6c08324b7d64b71fb76370690e1d",
    "crypto.hmac.sha256, message, '', eb08c1f56d5ddee07f7bdf80468083da06b64cf4fac64fe3a90883df5feacae4",
    "crypto.hmac.sha512, ü, key, 2580dde34336084da49f764fdb8c700469a832963331f98819a7fcc3a55762ba143746aca6102e187a46371e2875dd64f7bdc9c30b1508de7469235f3f713523",
    "crypto.hmac.sha256, foo, 0123456789012345678901234567890123456789012345678901234567890123456789, c7132157cc465b31d4577827b9e1276b48398bb5456f0ab512a002560482bfd0",
  })
  void keyedDigests(String name, String text, String key, String digest) {
    gives(digest, name, text, key);
  }

  @Test
  void equality() {
    gives(true, "crypto.hmac.equal", "", "");
    gives(false, "crypto.hmac.equal", "a", "A");
    gives(false, "crypto.hmac.equal", "a", "aa");
  }
}
