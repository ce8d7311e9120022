package io.countersign.credentials.signature;

import static io.countersign.credentials.signature.AgentRequest.NOW;
import static io.countersign.credentials.signature.AgentRequest.RULES;
import static io.countersign.credentials.signature.AgentRequest.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.countersign.credentials.jose.PublicJwk;
import io.countersign.credentials.keys.KeySet;
import io.countersign.decision.AccessRequest;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.Reason;
import io.countersign.decision.RequestBody;
import io.countersign.decision.json.JsonArray;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Requests of every shape that another implementation signed, the npm package of the script. */
final class IndependentSignerTest {
  private static final Path DIRECTORY = Path.of("src/test/js-httpsig").toAbsolutePath();

  private static JsonObject requestsSignedWith(long seed) throws Exception {
    Process process =
        new ProcessBuilder("node", "sign.mjs", Long.toString(seed), Long.toString(SECONDS))
            .directory(DIRECTORY.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      byte[] output = process.getInputStream().readAllBytes();
      assertTrue(process.waitFor(20, TimeUnit.SECONDS), "node did not end");
      assertEquals(0, process.exitValue());
      return (JsonObject) JsonParser.parse(output);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Stream<JsonObject> objects(JsonObject parent, String member) {
    return assertInstanceOf(JsonArray.class, parent.get(member)).values().stream()
        .map(JsonObject.class::cast);
  }

  private static String text(JsonObject object, String member) {
    return object.string(member).orElseThrow();
  }

  private static AccessRequest.Builder request(JsonObject sent) {
    List<Header> fields =
        objects(sent, "headers")
            .map(field -> new Header(text(field, "name"), text(field, "value")))
            .toList();
    byte[] body = text(sent, "body").getBytes(StandardCharsets.UTF_8);
    return AccessRequest.builder()
        .method(text(sent, "method"))
        .authority(text(sent, "authority"))
        .target(text(sent, "target"))
        .headers(new Headers(fields))
        .body(new RequestBody(ByteBuffer.wrap(body), false));
  }

  @Test
  void everySignatureHoldsForItsRequestAndForNoOther() throws Exception {
    assumeTrue(
        Files.isDirectory(DIRECTORY.resolve("node_modules/http-message-signatures")),
        "no signer of HTTP messages: (cd credentials/src/test/js-httpsig && npm ci)");
    long seed = new SplittableRandom().nextLong(Long.MAX_VALUE);
    JsonObject answer = requestsSignedWith(seed);
    Map<String, PublicJwk> keys = new HashMap<>();
    objects(answer, "keys")
        .forEach(jwk -> keys.put(text(jwk, "kid"), PublicJwk.of(jwk).orElseThrow()));
    KeySet set = new KeySet(keys, 0, NOW);
    MessageSignatureVerifier verifier =
        AgentRequest.verifier(RULES, AgentDirectory.ofKeys("agents", now -> set));

    List<JsonObject> all = objects(answer, "requests").toList();
    assertEquals(200, all.size());
    for (JsonObject sent : all) {
      String which = "seed " + seed + ": " + sent;
      VerifiedSignature signature =
          assertInstanceOf(
              VerifiedSignature.class, verifier.verify(request(sent).build(), NOW), which);
      assertEquals(text(sent, "keyid"), signature.keyId(), which);
      assertEquals(!text(sent, "body").isEmpty(), signature.isBodyVerified(), which);

      AccessRequest other = request(sent).method("OPTIONS").build();
      assertEquals(
          Reason.SIGNATURE_INVALID, AgentRequest.refusal(verifier.verify(other, NOW)), which);
    }
  }
}
