package io.countersign.policy.rego;

import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import io.countersign.decision.json.JsonNumber;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Evaluates the WebAssembly modules of {@code opa build -t wasm}, compiled to bytecode once for all
 * instances. One engine serves all policies of a process.
 *
 * <p>Built-in functions that OPA's compiler does not put into the module are not provided, and a
 * module that asks for one is refused: better no policy than one that works until the rare request
 * that reaches the call. opa-java-wasm has four of them, of which {@code sprintf("%d", [1])} gives
 * a number, so they are not used.
 */
public final class WasmEngine implements AutoCloseable {
  private static final Set<String> ABI_VERSIONS = Set.of("1.2", "1.3");

  private final EvaluationLimits limits;
  private final Watchdog watchdog;

  public WasmEngine(EvaluationLimits limits) {
    this.limits = limits;
    this.watchdog = new Watchdog(limits.maxTime());
  }

  /** What a module says of itself; nothing is evaluated. */
  public WasmInterface describe(byte[] module) throws CompileException {
    try {
      return describe(new WasmInstance(parse(module), InterpreterMachine::new, maxPages()));
    } catch (ChicoryException | WasmAbortException e) {
      throw damaged(e);
    }
  }

  /**
   * Compiles a module and gives it its data.
   *
   * @throws CompileException when the module is none of OPA's, is damaged, asks for built-in
   *     functions that it does not bring, or has no room for the data
   */
  public CompiledPolicy compile(byte[] module, JsonObject data) throws CompileException {
    WasmInterface description = describe(module);
    if (!description.builtins().isEmpty()) {
      throw new CompileException(
          "the module calls "
              + String.join(", ", description.builtins())
              + ", which the wasm engine does not have: rewrite the rules without it");
    }
    byte[] json = JsonText.bytes(data);
    try {
      WasmModule parsed = parse(module);
      Function<Instance, Machine> machine = MachineFactoryCompiler.compile(parsed);
      WasmInstance first = new WasmInstance(parsed, machine, maxPages());
      first.setData(json);
      return new WasmPolicy(
          description, first, first.copies(parsed, machine, maxPages()), limits, watchdog);
    } catch (ChicoryException | WasmAbortException e) {
      throw damaged(e);
    } catch (WasmMemoryException e) {
      throw new CompileException(
          "the data does not fit into the memory of one instance ("
              + limits.maxMemoryPages()
              + " pages of 64 KiB): ship less data",
          e);
    }
  }

  private int maxPages() {
    return limits.maxMemoryPages();
  }

  private static WasmModule parse(byte[] module) throws CompileException {
    try {
      return Parser.parse(module);
    } catch (ChicoryException e) {
      throw damaged(e);
    }
  }

  private static WasmInterface describe(WasmInstance instance) throws CompileException {
    String abi = instance.abiVersion();
    if (!ABI_VERSIONS.contains(abi)) {
      throw new CompileException(
          "the module speaks version "
              + abi
              + " of OPA's ABI, not 1.2 or 1.3: build it with a current opa");
    }
    return new WasmInterface(
        abi, numbers(instance.entrypoints()), new TreeSet<>(numbers(instance.builtins()).keySet()));
  }

  private static SortedMap<String, Integer> numbers(byte[] json) throws CompileException {
    SortedMap<String, Integer> numbers = new TreeMap<>();
    try {
      if (JsonParser.parse(json) instanceof JsonObject object) {
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
          if (member.getValue() instanceof JsonNumber number) {
            numbers.put(member.getKey(), Math.toIntExact(number.longValue()));
          }
        }
      }
      return numbers;
    } catch (JsonSyntaxException | ArithmeticException e) {
      throw damaged(e);
    }
  }

  private static CompileException damaged(Exception cause) {
    return new CompileException(
        "no WebAssembly module of OPA, or a damaged one: build it with opa build -t wasm", cause);
  }

  @Override
  public void close() {
    watchdog.close();
  }
}
