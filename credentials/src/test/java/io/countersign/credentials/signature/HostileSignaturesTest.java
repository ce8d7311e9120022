package io.countersign.credentials.signature;

import static io.countersign.credentials.fixture.Jwt.quote;
import static io.countersign.credentials.signature.AgentRequest.KEY;
import static io.countersign.credentials.signature.AgentRequest.NOW;
import static io.countersign.credentials.signature.AgentRequest.P256;
import static io.countersign.credentials.signature.AgentRequest.P384;
import static io.countersign.credentials.signature.AgentRequest.RSA;
import static io.countersign.credentials.signature.AgentRequest.RULES;
import static io.countersign.credentials.signature.AgentRequest.SECONDS;
import static io.countersign.credentials.signature.AgentRequest.UNKNOWN;
import static io.countersign.credentials.signature.AgentRequest.WITH_CONTENT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.decision.Header;
import io.countersign.decision.Reason;
import io.countersign.decision.RequestBody;
import io.countersign.decision.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One way at a time to bring a signature that does not hold, or does not say enough. */
final class HostileSignaturesTest {
  private static final String BODY = "{\"amount\":1}";

  record Case(String name, Reason reason, SignatureRules rules, Consumer<AgentRequest> spoil) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Signed in that form by the agent itself. */
  private static Case signed(String name, Reason reason, Consumer<AgentRequest> spoil) {
    return new Case(name, reason, RULES, spoil);
  }

  /** Changed after it was signed. */
  private static Case changed(String name, Reason reason, Consumer<AgentRequest> spoil) {
    return new Case(name, reason, RULES, request -> spoil.accept(request.sign()));
  }

  private static Case content(String name, Reason reason, Consumer<AgentRequest> spoil) {
    return new Case(name, reason, WITH_CONTENT, spoil);
  }

  private static Case without(String parameter) {
    return signed(
        parameter + " absent", Reason.SIGNATURE_PARAMETERS, r -> r.parameter(parameter, null));
  }

  private static Case parameter(String name, Reason reason, String parameter, String value) {
    return signed(name, reason, r -> r.parameter(parameter, value));
  }

  private static Case component(String name, String identifier) {
    return signed(
        name,
        Reason.SIGNATURE_COMPONENT,
        r -> r.header("X-Note", "a=1").covered.put(identifier, "a=1"));
  }

  private static Case fields(String name, Reason reason, String input, String signature) {
    return changed(
        name,
        reason,
        r -> {
          r.signatureInput = input;
          r.signature = signature;
        });
  }

  private static String withSuffix(AgentRequest request, String suffix) {
    return Objects.requireNonNull(request.signatureInput) + suffix;
  }

  private static String secondOf(AgentRequest request) {
    return ", sig2=" + request.input();
  }

  private static String sha256(String body) {
    byte[] digest = Sha256.of(body.getBytes(StandardCharsets.UTF_8)).toBytes();
    return "sha-256=" + AgentRequest.bytes(digest);
  }

  private static String md5(String body) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8));
      return "md5=" + AgentRequest.bytes(digest);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Signed over the digest as it is given. */
  private static AgentRequest withDigest(AgentRequest request, String digest) {
    return request.body(BODY).header("Content-Digest", digest).cover("content-digest", digest);
  }

  private static String hmac(AgentRequest request) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY.pair().getPublic().getEncoded(), "HmacSHA256"));
      return "sig1="
          + AgentRequest.bytes(mac.doFinal(request.base().getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<Case> requestChanged() {
    return Stream.of(
        changed("method changed", Reason.SIGNATURE_INVALID, r -> r.method = "DELETE"),
        changed("method in lower case", Reason.SIGNATURE_INVALID, r -> r.method = "get"),
        changed("path changed", Reason.SIGNATURE_INVALID, r -> r.target = "/api/v1/orders/43"),
        changed("path with slash added", Reason.SIGNATURE_INVALID, r -> r.target += "/"),
        changed(
            "path encoded otherwise",
            Reason.SIGNATURE_INVALID,
            r -> r.target = "/api/v1/orders/4%32"),
        changed("query added after signing", Reason.SIGNATURE_COVERAGE, r -> r.target += "?admin"),
        signed(
            "query changed after signing",
            Reason.SIGNATURE_INVALID,
            r -> {
              r.target += "?a=1";
              r.cover("@query", "?a=1").sign();
              r.target = r.target.replace("a=1", "a=2");
            }),
        signed(
            "query removed after signing",
            Reason.SIGNATURE_INVALID,
            r -> {
              r.target += "?a=1";
              r.cover("@query", "?a=1").sign();
              r.target = r.target.replace("?a=1", "");
            }),
        changed(
            "host of another origin that we serve",
            Reason.SIGNATURE_INVALID,
            r -> r.authority = "ledger.example:8443"),
        changed(
            "host of nobody we know",
            Reason.SIGNATURE_COMPONENT,
            r -> r.authority = "attacker.example"),
        changed("other port", Reason.SIGNATURE_COMPONENT, r -> r.authority += ":8443"),
        signed(
            "target with the scheme that a header claims",
            Reason.SIGNATURE_INVALID,
            r ->
                r.header("X-Forwarded-Proto", "http")
                    .cover("@target-uri", "http://orders.example/api/v1/orders/42")),
        signed(
            "authority in upper case signed",
            Reason.SIGNATURE_INVALID,
            r -> r.cover("@authority", "ORDERS.example")),
        signed(
            "default port signed",
            Reason.SIGNATURE_INVALID,
            r -> r.cover("@authority", "orders.example:443")));
  }

  private static Stream<Case> notCovered() {
    return Stream.of(
        signed(
            "nothing covered",
            Reason.SIGNATURE_COVERAGE,
            (Consumer<AgentRequest>) r -> r.covered.clear()),
        signed(
            "path alone covered",
            Reason.SIGNATURE_COVERAGE,
            r -> r.covered.keySet().retainAll(List.of(quote("@path")))),
        signed(
            "authority alone covered, as web bots may",
            Reason.SIGNATURE_COVERAGE,
            r -> r.covered.keySet().retainAll(List.of(quote("@authority")))),
        signed(
            "method not covered",
            Reason.SIGNATURE_COVERAGE,
            r -> r.covered.remove(quote("@method"))),
        signed(
            "authority not covered",
            Reason.SIGNATURE_COVERAGE,
            r -> r.covered.remove(quote("@authority"))),
        signed(
            "path not covered", Reason.SIGNATURE_COVERAGE, r -> r.covered.remove(quote("@path"))),
        signed("query not covered", Reason.SIGNATURE_COVERAGE, r -> r.target += "?a=1"),
        signed(
            "one parameter covered instead of the query",
            Reason.SIGNATURE_COVERAGE,
            r -> {
              r.target += "?a=1&admin=1";
              r.covered.put("\"@query-param\";name=\"a\"", "1");
            }),
        signed(
            "host field covered instead of the authority",
            Reason.SIGNATURE_COVERAGE,
            r -> {
              r.covered.remove(quote("@authority"));
              r.header("Host", r.authority).cover("host", r.authority);
            }),
        signed(
            "authorization not covered",
            Reason.SIGNATURE_COVERAGE,
            r -> r.header("Authorization", "Bearer a")),
        changed(
            "authorization added after signing",
            Reason.SIGNATURE_COVERAGE,
            r -> r.header("Authorization", "Bearer b")),
        signed(
            "one member of authorization covered",
            Reason.SIGNATURE_COVERAGE,
            r -> {
              r.header("Authorization", "a=1, b=2");
              r.covered.put("\"authorization\";key=\"a\"", "1");
            }),
        signed(
            "transaction token not covered",
            Reason.SIGNATURE_COVERAGE,
            r -> r.header("Txn-Token", "e30.e30.AA")),
        signed(
            "workload identity token not covered",
            Reason.SIGNATURE_COVERAGE,
            r -> r.header("Workload-Identity-Token", "e30.e30.AA")),
        signed(
            "signature agent not covered",
            Reason.SIGNATURE_COVERAGE,
            r -> r.header("Signature-Agent", "\"https://agents.example\"")));
  }

  private static Stream<Case> fieldsChanged() {
    return Stream.of(
        signed(
            "authorization swapped",
            Reason.SIGNATURE_INVALID,
            r -> {
              r.header("Authorization", "Bearer a").cover("authorization", "Bearer a").sign();
              r.headers.set(0, new Header("Authorization", "Bearer b"));
            }),
        signed(
            "authorization removed",
            Reason.SIGNATURE_COMPONENT,
            r -> {
              r.header("Authorization", "Bearer a").cover("authorization", "Bearer a").sign();
              r.headers.clear();
            }),
        signed(
            "field smuggled by a second line",
            Reason.SIGNATURE_INVALID,
            r -> {
              r.header("X-Role", "reader").cover("x-role", "reader").sign();
              r.header("X-Role", "admin");
            }),
        signed(
            "lines in another order",
            Reason.SIGNATURE_INVALID,
            r -> {
              r.header("X-Role", "a").header("X-Role", "b").cover("x-role", "a, b").sign();
              r.headers.add(r.headers.removeFirst());
            }),
        signed(
            "two lines made one where their bytes were signed",
            Reason.SIGNATURE_INVALID,
            r -> {
              r.header("X-Role", "a, b");
              r.covered.put("\"x-role\";bs", ":YQ==:, :Yg==:");
            }),
        component("field that is absent", quote("x-absent")),
        signed(
            "folded line",
            Reason.SIGNATURE_COMPONENT,
            r -> r.header("X-Note", "a\r\n b").cover("x-note", "a b")),
        signed(
            "line of the base inside a value",
            Reason.SIGNATURE_COMPONENT,
            r -> r.header("X-Note", "a\n\"@path\": /").cover("x-note", "a\n\"@path\": /")),
        signed(
            "value beyond ASCII",
            Reason.SIGNATURE_COMPONENT,
            r -> r.header("X-Note", "é").cover("x-note", "é")),
        signed(
            "value beyond ASCII as bytes",
            Reason.SIGNATURE_COMPONENT,
            r -> {
              r.header("X-Note", "é");
              r.covered.put("\"x-note\";bs", ":w6k=:");
            }),
        signed(
            "path beyond ASCII",
            Reason.SIGNATURE_COMPONENT,
            r -> {
              r.target = "/é";
              r.cover("@path", "/é");
            }),
        signed(
            "field of 64 KiB covered",
            Reason.SIGNATURE_COMPONENT,
            r -> r.header("X-Note", "a".repeat(65_536)).cover("x-note", "a".repeat(65_536))));
  }

  private static Stream<Case> components() {
    return Stream.of(
        component("unknown derived component", quote("@body")),
        component("status of a response", quote("@status")),
        component("signature parameters covering themselves", quote("@signature-params")),
        component("component of the request of a response", "\"@method\";req"),
        component("field of the request of a response", "\"x-note\";req"),
        component("trailer", "\"x-note\";tr"),
        component("unknown parameter of a component", "\"x-note\";zz"),
        component("strict form switched off", "\"x-note\";sf=?0"),
        component("bytes switched off", "\"x-note\";bs=?0"),
        component("strict form of a field of unknown type", "\"x-note\";sf"),
        component("member and bytes at once", "\"x-note\";key=\"a\";bs"),
        component("bytes and strict form at once", "\"x-note\";bs;sf"),
        component("member named by a token", "\"x-note\";key=a"),
        component("component named by a token", "method"),
        component("component named by bytes", ":QG1ldGhvZA==:"),
        component("name in upper case", quote("X-Note")),
        component("derived name in upper case", quote("@METHOD")),
        component("name with a colon", quote("x-note:")),
        component("name with a line break in its encoding", quote("x-note%0a")),
        component("empty name", quote("")),
        component("parameter on the method", "\"@method\";sf"),
        component("query parameter without a name", quote("@query-param")),
        component("query parameter that is absent", "\"@query-param\";name=\"b\""),
        signed(
            "method covered twice",
            Reason.SIGNATURE_COMPONENT,
            r -> fieldsAsSigned(r, r.input().replace("(\"@method\"", "(\"@method\" \"@method\""))),
        signed(
            "query parameter twice in the query",
            Reason.SIGNATURE_COMPONENT,
            r -> {
              r.target += "?a=1&a=2";
              r.cover("@query", "?a=1&a=2");
              r.covered.put("\"@query-param\";name=\"a\"", "1");
            }),
        signed(
            "query parameter twice in two encodings",
            Reason.SIGNATURE_COMPONENT,
            r -> {
              r.target += "?a=1&%61=2";
              r.cover("@query", "?a=1&%61=2");
              r.covered.put("\"@query-param\";name=\"a\"", "1");
            }),
        signed(
            "query parameter in broken percent-encoding",
            Reason.SIGNATURE_COMPONENT,
            r -> {
              r.target += "?a=%zz";
              r.cover("@query", "?a=%zz");
              r.covered.put("\"@query-param\";name=\"a\"", "%zz");
            }),
        signed(
            "query parameter no UTF-8",
            Reason.SIGNATURE_COMPONENT,
            r -> {
              r.target += "?a=%ff";
              r.cover("@query", "?a=%ff");
              r.covered.put("\"@query-param\";name=\"a\"", "%EF%BF%BD");
            }),
        signed(
            "member that is absent",
            Reason.SIGNATURE_COMPONENT,
            r -> {
              r.header("X-Note", "a=1");
              r.covered.put("\"x-note\";key=\"b\"", "1");
            }),
        signed(
            "member that stands there twice",
            Reason.SIGNATURE_COMPONENT,
            r -> {
              r.header("X-Note", "a=1").header("X-Note", "a=2");
              r.covered.put("\"x-note\";key=\"a\"", "2");
            }),
        signed(
            "member of a field that is no dictionary",
            Reason.SIGNATURE_COMPONENT,
            r -> {
              r.header("X-Note", "a=é");
              r.covered.put("\"x-note\";key=\"a\"", "é");
            }));
  }

  /** The signature is over the base as it is; what it says to cover is another text. */
  private static void fieldsAsSigned(AgentRequest request, String input) {
    request.sign();
    request.signatureInput = "sig1=" + input;
  }

  private static Stream<Case> parameters() {
    return Stream.of(
        without("created"),
        without("expires"),
        without("nonce"),
        without("keyid"),
        parameter("created a text", Reason.SIGNATURE_PARAMETERS, "created", quote("1")),
        parameter("created a fraction", Reason.SIGNATURE_PARAMETERS, "created", SECONDS + ".5"),
        parameter("expires a text", Reason.SIGNATURE_PARAMETERS, "expires", quote("1")),
        parameter("nonce empty", Reason.SIGNATURE_PARAMETERS, "nonce", quote("")),
        parameter("nonce a token", Reason.SIGNATURE_PARAMETERS, "nonce", "abc"),
        parameter("nonce a number", Reason.SIGNATURE_PARAMETERS, "nonce", "1"),
        parameter(
            "nonce of 257 characters",
            Reason.SIGNATURE_PARAMETERS,
            "nonce",
            quote("n".repeat(257))),
        parameter("keyid bytes", Reason.SIGNATURE_PARAMETERS, "keyid", ":AA==:"),
        parameter("alg a token", Reason.SIGNATURE_PARAMETERS, "alg", "ed25519"),
        parameter(
            "expires before created",
            Reason.SIGNATURE_PARAMETERS,
            "expires",
            Long.toString(SECONDS - 1)),
        parameter(
            "expires with created", Reason.SIGNATURE_PARAMETERS, "expires", Long.toString(SECONDS)),
        parameter(
            "far expires", Reason.SIGNATURE_LIFETIME, "expires", Long.toString(SECONDS + 301)),
        parameter(
            "expires in millions of years",
            Reason.SIGNATURE_LIFETIME,
            "expires",
            "999999999999999"),
        parameter(
            "created before all time", Reason.SIGNATURE_LIFETIME, "created", "-999999999999999"),
        signed(
            "created in the future",
            Reason.SIGNATURE_NOT_YET_VALID,
            r -> r.parameter("created", Long.toString(SECONDS + 6))),
        signed(
            "created too long ago",
            Reason.SIGNATURE_EXPIRED,
            r -> r.parameter("created", Long.toString(SECONDS - 61))),
        signed(
            "expired",
            Reason.SIGNATURE_EXPIRED,
            r ->
                r.parameter("created", Long.toString(SECONDS - 30))
                    .parameter("expires", Long.toString(SECONDS))),
        changed(
            "expires put off after signing",
            Reason.SIGNATURE_INVALID,
            r ->
                r.signatureInput =
                    "sig1=" + r.parameter("expires", Long.toString(SECONDS + 90)).input()),
        changed(
            "nonce changed after signing",
            Reason.SIGNATURE_INVALID,
            r -> r.signatureInput = "sig1=" + r.parameter("nonce", quote("nonce-2")).input()),
        changed(
            "parameter added after signing",
            Reason.SIGNATURE_INVALID,
            r -> r.signatureInput = withSuffix(r, ";x=1")));
  }

  private static Stream<Case> keys() {
    return Stream.of(
        signed("keyid unknown", Reason.SIGNATURE_UNKNOWN_KEY, r -> r.signer(UNKNOWN)),
        parameter(
            "keyid a name and no thumbprint", Reason.SIGNATURE_UNKNOWN_KEY, "keyid", quote("ed")),
        parameter("keyid empty", Reason.SIGNATURE_UNKNOWN_KEY, "keyid", quote("")),
        parameter(
            "keyid padded",
            Reason.SIGNATURE_UNKNOWN_KEY,
            "keyid",
            quote(KEY.thumbprint().base64Url() + "=")),
        parameter(
            "keyid in hexadecimal",
            Reason.SIGNATURE_UNKNOWN_KEY,
            "keyid",
            quote(KEY.thumbprint().hex())),
        signed(
            "key that the message brings",
            Reason.SIGNATURE_UNKNOWN_KEY,
            r -> {
              r.header("Signature-Key", "sig1=" + quote(UNKNOWN.jwk().replace("\"", "\\\"")));
              r.signer(UNKNOWN);
            }),
        signed(
            "directory that the message names",
            Reason.SIGNATURE_UNKNOWN_KEY,
            r -> {
              r.header("Signature-Agent", "\"https://attacker.example\"");
              r.cover("signature-agent", "\"https://attacker.example\"").signer(UNKNOWN);
            }),
        signed(
            "known keyid, signed by another key", Reason.SIGNATURE_INVALID, r -> r.key = UNKNOWN),
        signed(
            "keyid of another known key",
            Reason.SIGNATURE_INVALID,
            r -> r.parameter("keyid", quote(P256.thumbprint().base64Url()))),
        signed(
            "alg hmac with the public key as secret",
            Reason.SIGNATURE_ALGORITHM,
            r -> {
              r.parameter("alg", quote("hmac-sha256")).sign();
              r.signature = hmac(r);
            }),
        signed(
            "mac with the public key as secret",
            Reason.SIGNATURE_INVALID,
            r -> {
              r.sign();
              r.signature = hmac(r);
            }),
        parameter(
            "alg of another kind of key",
            Reason.SIGNATURE_ALGORITHM,
            "alg",
            quote("ecdsa-p256-sha256")),
        parameter("alg none", Reason.SIGNATURE_ALGORITHM, "alg", quote("none")),
        parameter("alg empty", Reason.SIGNATURE_ALGORITHM, "alg", quote("")),
        parameter("alg as JOSE names it", Reason.SIGNATURE_ALGORITHM, "alg", quote("EdDSA")),
        parameter("alg in upper case", Reason.SIGNATURE_ALGORITHM, "alg", quote("ED25519")),
        signed(
            "alg of the smaller curve",
            Reason.SIGNATURE_ALGORITHM,
            r -> r.signer(P384).parameter("alg", quote("ecdsa-p256-sha256"))),
        signed("RSA key", Reason.SIGNATURE_ALGORITHM, r -> r.signer(RSA)),
        signed(
            "RSA key with its alg",
            Reason.SIGNATURE_ALGORITHM,
            r -> r.signer(RSA).parameter("alg", quote("rsa-pss-sha512"))),
        signed(
            "signature of zeros",
            Reason.SIGNATURE_INVALID,
            r -> {
              r.signer(P256).sign();
              r.signature = "sig1=" + AgentRequest.bytes(new byte[64]);
            }),
        changed("signature empty", Reason.SIGNATURE_INVALID, r -> r.signature = "sig1=::"),
        changed(
            "signature cut",
            Reason.SIGNATURE_INVALID,
            r -> r.signature = "sig1=" + AgentRequest.bytes(new byte[63])));
  }

  private static Stream<Case> syntax() {
    AgentRequest signed = new AgentRequest().sign();
    String good = Objects.requireNonNull(signed.signatureInput);
    String bytes = Objects.requireNonNull(signed.signature);
    Map<String, String> malformed = new LinkedHashMap<>();
    malformed.put("input no structured field", "sig1=(");
    malformed.put("input empty", " ");
    malformed.put("input an item", "sig1=1");
    malformed.put("input a list without a label", "(\"@method\")");
    malformed.put("input with a label in upper case", good.replace("sig1", "Sig1"));
    malformed.put("input with another label", good.replace("sig1", "sig2"));
    malformed.put("input with one label more", good + ", sig2=()");
    malformed.put("input with its label twice", good + ", " + good);
    malformed.put("parameter twice", good + ";created=" + SECONDS);
    malformed.put(
        "parameter twice, first one hidden", good.replace(";nonce", ";nonce=\"x\";nonce"));
    malformed.put(
        "component's parameter twice", good.replace("(\"", "(\"a\";key=\"a\";key=\"b\" \""));
    malformed.put("tag no text", good + ";tag=web-bot-auth");
    malformed.put("name beyond ASCII", good.replace("@method", "@méthod"));
    malformed.put("line break", good + "\r\n");
    malformed.put("hundred components", good.replace("(", "(" + hundred()));
    malformed.put("input of 64 KiB", good + ";x=\"" + "a".repeat(65_536) + "\"");
    malformed.put("seventeen parameters", good + ";a;b;c;d;e;f;g;h;i;j;k;l;m");
    malformed.put("nested list", good.replace("(", "(("));
    List<Case> cases = new ArrayList<>();
    malformed.forEach(
        (name, input) -> cases.add(fields(name, Reason.SIGNATURE_MALFORMED, input, bytes)));
    cases.add(fields("no signature", Reason.SIGNATURE_MALFORMED, good, ""));
    cases.add(fields("no input", Reason.SIGNATURE_MALFORMED, "", bytes));
    cases.add(fields("signature a text", Reason.SIGNATURE_MALFORMED, good, "sig1=\"AA==\""));
    cases.add(fields("signature no base64", Reason.SIGNATURE_MALFORMED, good, "sig1=:A-_A:"));
    cases.add(
        fields("signature with another label", Reason.SIGNATURE_MALFORMED, good, "sig2=:AA==:"));
    cases.add(
        fields(
            "signature of one label more",
            Reason.SIGNATURE_MALFORMED,
            good,
            bytes + ", sig2=:AA==:"));
    cases.add(fields("signature twice", Reason.SIGNATURE_MALFORMED, good, bytes + ", " + bytes));
    cases.add(
        changed(
            "second line with the same label",
            Reason.SIGNATURE_MALFORMED,
            r -> r.header("Signature", "sig1=:AA==:")));
    cases.add(
        changed(
            "nine signatures",
            Reason.SIGNATURE_MALFORMED,
            r -> {
              for (int i = 2; i <= 9; i++) {
                r.signatureInput = withSuffix(r, ", sig" + i + "=();tag=\"other\"");
                r.signature = r.signature + ", sig" + i + "=:AA==:";
              }
            }));
    return cases.stream();
  }

  private static String hundred() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      many.append("\"x-").append(i).append("\" ");
    }
    return many.toString();
  }

  private static Stream<Case> several() {
    return Stream.of(
        changed(
            "two signatures",
            Reason.SIGNATURE_MULTIPLE,
            r -> {
              r.signatureInput = withSuffix(r, secondOf(r));
              r.signature = r.signature + ", sig2=:AA==:";
            }),
        changed(
            "second signature in lines of its own",
            Reason.SIGNATURE_MULTIPLE,
            r ->
                r.header("Signature-Input", "sig2=" + r.input())
                    .header("Signature", "sig2=:AA==:")),
        changed(
            "second signature of the other tag that is for us",
            Reason.SIGNATURE_MULTIPLE,
            r -> {
              r.signatureInput = withSuffix(r, secondOf(r) + ";tag=\"web-bot-auth\"");
              r.signature = r.signature + ", sig2=:AA==:";
            }));
  }

  private static Stream<Case> contents() {
    return Stream.of(
        content("body that is not covered", Reason.SIGNATURE_COVERAGE, r -> r.body(BODY)),
        content(
            "digest that is not covered",
            Reason.SIGNATURE_COVERAGE,
            r -> r.body(BODY).header("Content-Digest", sha256(BODY))),
        content(
            "one digest covered of the field",
            Reason.SIGNATURE_COVERAGE,
            r -> {
              r.body(BODY).header("Content-Digest", sha256(BODY));
              r.covered.put(
                  "\"content-digest\";key=\"sha-256\"", sha256(BODY).replace("sha-256=", ""));
            }),
        content(
            "digest covered but absent",
            Reason.SIGNATURE_COMPONENT,
            r -> r.body(BODY).cover("content-digest", sha256(BODY))),
        content(
            "body that the gateway did not pass",
            Reason.SIGNATURE_CONTENT,
            r -> {
              withDigest(r, sha256(BODY)).header("Content-Length", "12");
              r.body = RequestBody.NONE;
            }),
        content(
            "body in chunks that the gateway did not pass, nothing covered",
            Reason.SIGNATURE_COVERAGE,
            r -> r.header("Transfer-Encoding", "chunked")),
        content(
            "body of which nothing was passed, nothing covered",
            Reason.SIGNATURE_COVERAGE,
            r -> r.body = new RequestBody(ByteBuffer.allocate(0), true)),
        content(
            "truncated body",
            Reason.SIGNATURE_CONTENT,
            r -> {
              withDigest(r, sha256(BODY));
              ByteBuffer part = ByteBuffer.wrap(BODY.getBytes(StandardCharsets.UTF_8), 0, 4);
              r.body = new RequestBody(part, true);
            }),
        signed(
            "body changed",
            Reason.SIGNATURE_CONTENT,
            r -> withDigest(r, sha256(BODY)).sign().body(BODY.replace('1', '9'))),
        signed(
            "digest changed with the body",
            Reason.SIGNATURE_INVALID,
            r -> {
              withDigest(r, sha256(BODY)).sign().body("{}");
              r.headers.set(0, new Header("Content-Digest", sha256("{}")));
            }),
        signed("digest by MD5 alone", Reason.SIGNATURE_CONTENT, r -> withDigest(r, md5(BODY))),
        signed(
            "digest of a wrong length",
            Reason.SIGNATURE_CONTENT,
            r -> withDigest(r, "sha-256=:AAAA:")),
        signed(
            "digest as hexadecimal text",
            Reason.SIGNATURE_CONTENT,
            r ->
                withDigest(
                    r, "sha-256=" + quote(Sha256.of(BODY.getBytes(StandardCharsets.UTF_8)).hex()))),
        signed(
            "second digest of another body",
            Reason.SIGNATURE_CONTENT,
            r -> withDigest(r, sha256(BODY) + ", sha-512=:AAAA:")),
        signed(
            "digest twice",
            Reason.SIGNATURE_CONTENT,
            r -> withDigest(r, sha256("{}") + ", " + sha256(BODY))),
        signed(
            "digest no structured field",
            Reason.SIGNATURE_CONTENT,
            r -> withDigest(r, "sha-256=AAAA=")),
        signed("digest list empty", Reason.SIGNATURE_CONTENT, r -> withDigest(r, "")));
  }

  static Stream<Case> hostile() {
    return Stream.of(
            requestChanged(),
            notCovered(),
            fieldsChanged(),
            components(),
            parameters(),
            keys(),
            syntax(),
            several(),
            contents())
        .flatMap(cases -> cases);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void isRefused(Case hostile) {
    AgentRequest request = new AgentRequest();
    hostile.spoil().accept(request);
    assertEquals(hostile.reason(), request.refusal(hostile.rules(), NOW));
  }
}
