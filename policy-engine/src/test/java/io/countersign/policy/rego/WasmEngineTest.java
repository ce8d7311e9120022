package io.countersign.policy.rego;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonString;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import io.countersign.policy.TestBundles;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WasmEngineTest {
  private static final EvaluationLimits LIMITS =
      new EvaluationLimits(Duration.ofSeconds(20), 20_000_000, Duration.ofSeconds(20), 2, 64);

  private static CompiledPolicy policy(EvaluationLimits limits) throws Exception {
    Bundle bundle = TestBundles.read("engine");
    return new WasmEngine(limits).compile(bundle.wasm().orElseThrow(), bundle.data());
  }

  private static JsonValue json(String text) throws JsonSyntaxException {
    return JsonParser.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void moduleThatNeedsAFunctionOfItsHostIsRefusedByName() throws Exception {
    Bundle bundle = TestBundles.read("needs-clock");
    CompileException refusal =
        assertThrows(
            CompileException.class,
            () -> new WasmEngine(LIMITS).compile(bundle.wasm().orElseThrow(), JsonObject.EMPTY));
    assertTrue(
        String.valueOf(refusal.getMessage()).contains("sprintf, time.now_ns"),
        refusal.getMessage());
  }

  @Test
  void damagedModuleIsRefused() throws Exception {
    byte[] module = TestBundles.read("engine").wasm().orElseThrow();
    for (int length : new int[] {0, 3, 8, 100, module.length / 2, module.length - 1}) {
      byte[] damaged = Arrays.copyOf(module, length);
      assertThrows(
          CompileException.class,
          () -> new WasmEngine(LIMITS).compile(damaged, JsonObject.EMPTY),
          () -> "length " + length);
    }
  }

  @Test
  void dataThatDoesNotFitIsRefused() throws Exception {
    byte[] module = TestBundles.read("engine").wasm().orElseThrow();
    JsonObject data = JsonObject.builder().put("large", "x".repeat(8 << 20)).build();
    CompileException refusal =
        assertThrows(CompileException.class, () -> new WasmEngine(LIMITS).compile(module, data));
    assertTrue(String.valueOf(refusal.getMessage()).contains("64 pages"), refusal.getMessage());
  }

  @Test
  void conflictingRulesAreAnError() throws Exception {
    CompiledPolicy policy = policy(LIMITS);
    EvaluationException failure =
        assertThrows(
            EvaluationException.class,
            () ->
                policy.evaluate("engine/conflict", json("{\"conflict\": true}"), Instant.EPOCH, 0));
    assertEquals(EvaluationException.Kind.ERROR, failure.kind());
    assertTrue(String.valueOf(failure.getMessage()).contains("conflict"), failure.getMessage());
  }

  @Test
  void runawayEvaluationEndsAndLeavesNothingBehind() throws Exception {
    CompiledPolicy policy =
        policy(
            new EvaluationLimits(
                Duration.ofSeconds(1), 20_000_000, Duration.ofSeconds(20), 2, 8_192));
    for (int i = 0; i < 2; i++) {
      EvaluationException failure =
          assertThrows(
              EvaluationException.class,
              () -> policy.evaluate("engine/slow", json("{\"n\": 100000}"), Instant.EPOCH, 0));
      assertEquals(EvaluationException.Kind.LIMIT, failure.kind());
      assertFalse(Thread.currentThread().isInterrupted());
      assertEquals(
          Optional.of(JsonNumber.of(0)),
          policy.evaluate("engine/slow", json("{\"n\": 2}"), Instant.EPOCH, 0));
    }
  }

  @Test
  void evaluationThatNeedsTooMuchMemoryEnds() throws Exception {
    CompiledPolicy policy = policy(LIMITS);
    String text = "x".repeat(100_000);
    EvaluationException failure =
        assertThrows(
            EvaluationException.class,
            () ->
                policy.evaluate(
                    "engine/large",
                    json("{\"n\": 1000, \"text\": \"" + text + "\"}"),
                    Instant.EPOCH,
                    0));
    assertEquals(EvaluationException.Kind.LIMIT, failure.kind());
    assertEquals(
        Optional.of(JsonNumber.of(2)),
        policy.evaluate("engine/large", json("{\"n\": 2, \"text\": \"x\"}"), Instant.EPOCH, 0));
  }

  @Test
  void inputLargerThanTheMemoryIsALimit() throws Exception {
    CompiledPolicy policy = policy(LIMITS);
    JsonObject input = JsonObject.builder().put("result", "x".repeat(8 << 20)).build();
    assertEquals(
        EvaluationException.Kind.LIMIT,
        assertThrows(
                EvaluationException.class,
                () -> policy.evaluate("engine/echo", input, Instant.EPOCH, 0))
            .kind());
  }

  @Test
  void waitingForAnInstanceIsBounded() throws Exception {
    CompiledPolicy policy =
        policy(
            new EvaluationLimits(
                Duration.ofSeconds(2), 20_000_000, Duration.ofMillis(20), 1, 8_192));
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<Optional<JsonValue>> busy =
          threads.submit(
              () -> policy.evaluate("engine/slow", json("{\"n\": 100000}"), Instant.EPOCH, 0));
      Thread.sleep(300);
      EvaluationException failure =
          assertThrows(
              EvaluationException.class,
              () -> policy.evaluate("engine/echo", JsonObject.EMPTY, Instant.EPOCH, 0));
      assertEquals(EvaluationException.Kind.BUSY, failure.kind());
      assertThrows(ExecutionException.class, busy::get);
    }
  }

  @Test
  void unknownEntrypointIsABug() throws Exception {
    CompiledPolicy policy = policy(LIMITS);
    assertThrows(
        IllegalArgumentException.class,
        () -> policy.evaluate("engine/nothing", JsonObject.EMPTY, Instant.EPOCH, 0));
  }

  @Test
  void undefinedIsNoValue() throws Exception {
    CompiledPolicy policy = policy(LIMITS);
    assertEquals(
        Optional.empty(), policy.evaluate("engine/undefined", JsonObject.EMPTY, Instant.EPOCH, 0));
    assertEquals(
        Optional.empty(), policy.evaluate("engine/echo", JsonObject.EMPTY, Instant.EPOCH, 0));
  }

  @Test
  void dataIsThere() throws Exception {
    assertEquals(
        Optional.of(new JsonString("team-payments")),
        policy(LIMITS)
            .evaluate(
                "engine/owner",
                json("{\"id\": \"spiffe://prod.example/ns/pay/sa/orders\"}"),
                Instant.EPOCH,
                0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "-9223372036854775808",
        "123456789012345678901234567890",
        "0.1",
        "1e300",
        "1.5e-300",
        "0.30000000000000000000000000000000001",
        "[1, \"a\", null, {\"b\": [true, false, {}]}]",
        "\"\\u0000 \\u001f \\\" \\\\ / é 漢 😀 \\u2028\"",
        "{\"\": {\"\\u0000\": []}}"
      })
  void valuesComeBackExactly(String text) throws Exception {
    JsonValue value = json(text);
    assertEquals(
        Optional.of(value),
        policy(LIMITS)
            .evaluate(
                "engine/echo",
                JsonObject.builder().put("result", value).build(),
                Instant.EPOCH,
                0));
  }

  @Test
  void sumsAreExactBeyondADouble() throws Exception {
    assertEquals(
        Optional.of(json("9007199254740993")),
        policy(LIMITS)
            .evaluate("engine/sum", json("{\"a\": 9007199254740992, \"b\": 1}"), Instant.EPOCH, 0));
    assertEquals(
        Optional.of(json("0.3")),
        policy(LIMITS).evaluate("engine/sum", json("{\"a\": 0.1, \"b\": 0.2}"), Instant.EPOCH, 0));
  }

  @Test
  void manyThreadsGetTheirOwnAnswers() throws Exception {
    CompiledPolicy policy = policy(LIMITS);
    List<Future<Boolean>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 32; i++) {
        int own = i;
        answers.add(
            threads.submit(() -> {
              for (int round = 0; round < 50; round++) {
                JsonValue value = new JsonString("x".repeat(own * 10) + own + "." + round);
                JsonObject input = JsonObject.builder().put("result", value).build();
                if (!policy
                    .evaluate("engine/echo", input, Instant.EPOCH, 0)
                    .equals(Optional.of(value))) {
                  return false;
                }
              }
              return true;
            }));
      }
      for (Future<Boolean> answer : answers) {
        assertTrue(answer.get());
      }
    }
  }

  @Test
  void moduleIsDescribedWithoutBeingCompiled() throws Exception {
    WasmInterface description =
        new WasmEngine(LIMITS).describe(TestBundles.read("needs-clock").wasm().orElseThrow());
    assertEquals("1.3", description.abiVersion());
    assertEquals(Set.of("clock/now", "clock/said"), description.entrypoints().keySet());
    assertEquals(Set.of("sprintf", "time.now_ns"), description.builtins());
  }

  @Test
  void limitsThatMeanNothingAreABug() throws BundleException {
    assertThrows(
        IllegalArgumentException.class,
        () -> new EvaluationLimits(Duration.ZERO, 20_000_000, Duration.ZERO, 1, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new EvaluationLimits(Duration.ofMillis(1), 20_000_000, Duration.ZERO, 0, 1));
  }
}
