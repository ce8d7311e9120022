package io.countersign.service.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.policy.OpaProgram;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The commands that take a policy from its sources to a signed bundle. */
class BundleCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String POLICY =
      """
      package app.authz

      default allow := false

      allow if input.user == data.app.owner
      """;
  private static final String TESTS =
      """
      package app.authz_test

      import data.app.authz

      test_owner if authz.allow with input as {"user": "ada"}

      test_stranger if not authz.allow with input as {"user": "eve"}
      """;

  @TempDir private Path directory;

  /** What a command printed and how it ended. */
  private record Result(int status, String out, String err) {}

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands = CommandLineSetup.create();
    commands.setOut(new PrintWriter(out, true));
    commands.setErr(new PrintWriter(err, true));
    int status = commands.execute(arguments);
    return new Result(status, out.toString(), err.toString());
  }

  private static void assertBadInput(String problem, Result result) {
    assertEquals(ExitStatus.BAD_INPUT, result.status(), result.out() + result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains(problem), result.err());
  }

  private static void assumeOpa() {
    assumeTrue(
        OpaProgram.find(System.getenv().getOrDefault("PATH", "")).isPresent(),
        "opa is not on the PATH: install opa 1.22.2 from https://www.openpolicyagent.org");
  }

  @BeforeEach
  void writeSourcesAndKeys() throws Exception {
    Path sources = Files.createDirectories(directory.resolve("src/app"));
    Files.writeString(sources.resolve("authz.rego"), POLICY);
    Files.writeString(sources.resolve("authz_test.rego"), TESTS);
    Files.writeString(sources.resolve("data.json"), "{\"owner\": \"ada\"}");
    Files.writeString(
        directory.resolve("src/.manifest"), "{\"revision\": \"1\", \"roots\": [\"app\"]}");
    KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
    pem("key.pem", "PRIVATE", pair.getPrivate());
    pem("public.pem", "PUBLIC", pair.getPublic());
    pem("other.pem", "PUBLIC", KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic());
  }

  private void pem(String name, String kind, Key key) throws Exception {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(key.getEncoded());
    Files.writeString(
        directory.resolve(name),
        "-----BEGIN " + kind + " KEY-----\n" + body + "\n-----END " + kind + " KEY-----\n");
  }

  private String at(String name) {
    return directory.resolve(name).toString();
  }

  private Result sign(String from, String to, String... more) {
    String[] arguments = {"bundle", "sign", at(from), "--key", at("key.pem"), "-o", at(to)};
    String[] all = new String[arguments.length + more.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return run(all);
  }

  private Result verify(String bundle, String id, String key) {
    return run("bundle", "verify", at(bundle), "--key", id + "=" + at(key));
  }

  private Result build(String to, String... more) {
    String[] arguments = {"bundle", "build", at("src"), "-e", "app/authz/allow", "-o", at(to)};
    String[] all = new String[arguments.length + more.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return run(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"build", "test", "sign", "verify", "inspect"})
  void everyCommandHasHelp(String command) {
    Result result = run("bundle", command, "--help");
    assertEquals(ExitStatus.DONE, result.status(), result.err());
    assertTrue(result.out().contains("Usage: countersign bundle " + command), result.out());
  }

  @Test
  void bundleWithoutSignatureIsNotVerified() {
    Result result = verify("src", "default", "public.pem");
    assertEquals(ExitStatus.NOT_SO, result.status(), result.err());
    assertEquals(1, result.out().lines().count(), result.out());
    assertTrue(result.out().startsWith("bundle NOT VERIFIED: "), result.out());
    assertTrue(result.out().contains("is not signed"), result.out());
  }

  @Test
  void signatureOfAnotherKeyOrIdIsNotVerified() throws Exception {
    assertEquals(ExitStatus.DONE, sign("src", "signed.tar.gz").status());
    Result otherKey = verify("signed.tar.gz", "default", "other.pem");
    assertEquals(ExitStatus.NOT_SO, otherKey.status());
    assertTrue(otherKey.out().contains("did not make"), otherKey.out());
    Result otherId = verify("signed.tar.gz", "team", "public.pem");
    assertEquals(ExitStatus.NOT_SO, otherId.status());
    assertTrue(otherId.out().contains("names the key 'default'"), otherId.out());
    Result scope =
        run(
            "bundle",
            "verify",
            at("signed.tar.gz"),
            "--json",
            "--scope",
            "write",
            "--key",
            "default=" + at("public.pem"));
    assertEquals(ExitStatus.NOT_SO, scope.status());
    JsonNode found = JSON.readTree(scope.out());
    assertFalse(found.get("verified").asBoolean());
    assertTrue(found.get("problem").asText().contains("scope 'write'"), scope.out());
  }

  @Test
  void signedBundleIsVerifiedAndSaysWhatIsCovered() throws Exception {
    Result signed = sign("src", "signed.tar.gz", "--key-id", "team", "--scope", "write", "--json");
    assertEquals(ExitStatus.DONE, signed.status(), signed.err());
    assertEquals("team ES384", JSON.readTree(signed.out()).get("signature").asText());
    Result result =
        run(
            "bundle",
            "verify",
            at("signed.tar.gz"),
            "--scope",
            "write",
            "--json",
            "--key",
            "default=" + at("other.pem"),
            "--key",
            "team=" + at("public.pem"));
    assertEquals(ExitStatus.DONE, result.status(), result.out() + result.err());
    JsonNode found = JSON.readTree(result.out());
    assertEquals("team", found.get("key").asText());
    assertEquals("ES384", found.get("algorithm").asText());
    assertEquals(JSON.readTree(signed.out()).get("sha256").asText(), found.get("sha256").asText());
    assertEquals(
        "[\".manifest\",\"app/authz.rego\",\"app/authz_test.rego\",\"app/data.json\"]",
        found.get("files").toString());
  }

  @Test
  void filesThatAreNoKeysOrBundlesAreBadInput() throws Exception {
    String secret = Files.readString(directory.resolve("key.pem")).lines().toList().get(1);
    Result privateKey = verify("src", "default", "key.pem");
    assertBadInput("--key: " + at("key.pem") + ": holds no RSA or EC public key", privateKey);
    assertFalse(privateKey.err().contains(secret));
    assertBadInput("public.pem: is no tar.gz", verify("public.pem", "default", "public.pem"));
    assertBadInput("no such file", verify("absent", "default", "public.pem"));
    assertBadInput(
        "holds no RSA or EC private key",
        run("bundle", "sign", at("src"), "--key", at("public.pem"), "-o", at("x.tar.gz")));
    assertBadInput("cannot sign with HS256", sign("src", "x.tar.gz", "--algorithm", "HS256"));
    assertBadInput("--key-id", sign("src", "x.tar.gz", "--key-id", ""));
    assertBadInput("no such folder", sign("src", "no/x.tar.gz"));
    assertFalse(Files.exists(directory.resolve("x.tar.gz")), "a refusal writes nothing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan", "wasm", "both"})
  void builtBundleKeepsItsSourcesAndAnswers(String target) throws Exception {
    assumeOpa();
    Result built = build("b.tar.gz", "--target", target, "--revision", "7");
    assertEquals(ExitStatus.DONE, built.status(), built.err());
    JsonNode found = JSON.readTree(run("bundle", "inspect", at("b.tar.gz"), "--json").out());
    String carries =
        target.equals("both") ? "[\"wasm\",\"plan\",\"rego\"]" : "[\"" + target + "\",\"rego\"]";
    assertEquals(carries, found.get("carries").toString());
    assertEquals("7", found.get("revision").asText());
    assertEquals(POLICY.length(), found.get("files").get("app/authz.rego").asInt());
    assertFalse(found.get("files").has("app/authz_test.rego"), "tests are not shipped");
    byte[] first = Files.readAllBytes(directory.resolve("b.tar.gz"));
    Result again = build("again.tar.gz", "--target", target, "--revision", "7");
    assertEquals(ExitStatus.DONE, again.status(), again.err());
    assertArrayEquals(first, Files.readAllBytes(directory.resolve("again.tar.gz")));
    Files.writeString(directory.resolve("input.json"), "{\"user\": \"ada\"}");
    Result answer =
        run(
            "rego",
            "eval",
            "--bundle",
            at("b.tar.gz"),
            "--entrypoint",
            "app/authz/allow",
            "--input",
            at("input.json"));
    assertEquals("true", answer.out().strip(), answer.err());
  }

  @Test
  void buildingSignsToo() throws Exception {
    assumeOpa();
    Result built = build("b.tar.gz", "--signing-key", at("key.pem"), "--key-id", "team");
    assertEquals(ExitStatus.DONE, built.status(), built.err());
    Result verified = verify("b.tar.gz", "team", "public.pem");
    assertEquals(ExitStatus.DONE, verified.status(), verified.out());
    assertTrue(verified.out().contains("SHA-256  plan.json"), verified.out());
  }

  @Test
  void sourcesThatDoNotCompileAreShownWithFileAndLine() throws Exception {
    assumeOpa();
    Files.writeString(directory.resolve("src/app/authz.rego"), POLICY + "\nallow if nope(1)\n");
    Result result = build("b.tar.gz");
    assertEquals(ExitStatus.NOT_SO, result.status(), result.out());
    assertTrue(result.err().contains("app/authz.rego:7: "), result.err());
    assertTrue(result.err().contains("undefined function nope"), result.err());
    assertFalse(Files.exists(directory.resolve("b.tar.gz")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan", "wasm"})
  void callThatNoServerTakesIsNotBuilt(String target) throws Exception {
    assumeOpa();
    Files.writeString(
        directory.resolve("src/app/authz.rego"),
        POLICY + "\nallow if http.send({\"method\": \"GET\", \"url\": \"https://a.example\"})\n");
    Result result = build("b.tar.gz", "--target", target);
    assertEquals(ExitStatus.NOT_SO, result.status(), result.out());
    assertTrue(result.err().contains("http.send"), result.err());
    assertTrue(target.equals("wasm") || result.err().contains("app/authz.rego:7"), result.err());
    assertFalse(Files.exists(directory.resolve("b.tar.gz")));
  }

  @Test
  void bundleIsBuiltAgainFromItself() throws Exception {
    assumeOpa();
    assertEquals(ExitStatus.DONE, build("b.tar.gz", "--target", "both").status());
    Result again =
        run(
            "bundle",
            "build",
            at("b.tar.gz"),
            "-e",
            "app/authz/allow",
            "--target",
            "both",
            "-o",
            at("c.tar.gz"));
    assertEquals(ExitStatus.DONE, again.status(), again.err());
    assertArrayEquals(
        Files.readAllBytes(directory.resolve("b.tar.gz")),
        Files.readAllBytes(directory.resolve("c.tar.gz")));
  }

  @Test
  void entrypointThatNoRuleHasIsNotBuilt() {
    assumeOpa();
    Result result = run("bundle", "build", at("src"), "-e", "app/authz/no", "-o", at("b.tar.gz"));
    assertEquals(ExitStatus.NOT_SO, result.status(), result.out());
    assertTrue(result.err().contains("\"app/authz/no\""), result.err());
  }

  @Test
  void folderWithoutRulesIsBadInput() throws Exception {
    assumeOpa();
    Files.delete(directory.resolve("src/app/authz.rego"));
    Files.delete(directory.resolve("src/app/authz_test.rego"));
    assertBadInput("no Rego source", build("b.tar.gz"));
  }

  @Test
  void testsThatHoldAreDone() throws Exception {
    assumeOpa();
    Result result = run("bundle", "test", at("src"));
    assertEquals(ExitStatus.DONE, result.status(), result.out() + result.err());
    assertTrue(result.out().contains("PASS: 2/2"), result.out());
    Result one = run("bundle", "test", at("src"), "--json", "--", "--run", "test_owner");
    assertEquals(1, JSON.readTree(one.out()).size(), one.out());
  }

  @Test
  void testThatFailsOrIsMissingIsNotSo() throws Exception {
    assumeOpa();
    Path data = directory.resolve("src/app/data.json");
    Files.writeString(data, "{\"owner\": \"eve\"}");
    Result failing = run("bundle", "test", at("src"));
    assertEquals(ExitStatus.NOT_SO, failing.status(), failing.out());
    assertTrue(failing.out().contains("FAIL: 2/2"), failing.out());
    Files.delete(directory.resolve("src/app/authz_test.rego"));
    assertEquals(ExitStatus.NOT_SO, run("bundle", "test", at("src")).status());
    assertBadInput("absent: no such file", run("bundle", "test", at("absent")));
  }
}
