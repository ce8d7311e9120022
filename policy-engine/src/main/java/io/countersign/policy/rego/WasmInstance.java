package io.countersign.policy.rego;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.styra.opa.wasm.OpaWasm_Env;
import com.styra.opa.wasm.OpaWasm_ModuleExports;
import com.styra.opa.wasm.OpaWasm_ModuleImports;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One instance of a module that OPA's compiler made, over opa-java-wasm's bindings (ABI 1.2 and
 * 1.3, openpolicyagent.org/docs/wasm). For one thread at a time.
 *
 * <p>opa-java-wasm's own {@code OpaPolicy} is not used because it compiles the module again for
 * each instance, so that each has to warm up by itself.
 */
final class WasmInstance implements OpaWasm_ModuleImports, OpaWasm_Env {
  private static final int INITIAL_PAGES = 10;
  private static final int JSON_FORMAT = 0;

  /** What OPA's allocator says when memory cannot grow. */
  private static final String NO_MEMORY = "opa_malloc: failed";

  private final Memory memory;
  private final OpaWasm_ModuleExports exports;
  private final ExportFunction eval;
  private int dataAddress;
  private int evaluationHeap;

  WasmInstance(WasmModule module, Function<Instance, Machine> machine, int maxPages) {
    this(module, machine, INITIAL_PAGES, maxPages);
  }

  private WasmInstance(
      WasmModule module, Function<Instance, Machine> machine, int pages, int maxPages) {
    memory = new ByteArrayMemory(new MemoryLimits(pages, maxPages));
    Instance instance =
        Instance.builder(module)
            .withImportValues(toImportValues())
            .withMemoryFactory(limits -> memory)
            .withMachineFactory(machine)
            .build();
    exports = new OpaWasm_ModuleExports(instance);
    eval = instance.export("opa_eval");
  }

  /** The ABI's version, as {@code 1.3}. */
  String abiVersion() {
    return exports.opaWasmAbiVersion().getValue()
        + "."
        + exports.opaWasmAbiMinorVersion().getValue();
  }

  /** A JSON object: entrypoint to number. */
  byte[] entrypoints() {
    return dump(exports.entrypoints());
  }

  /** A JSON object: name of a built-in function that the module asks for, to number. */
  byte[] builtins() {
    return dump(exports.builtins());
  }

  /** Sets the data once, before the first evaluation. */
  void setData(byte[] json) {
    int text = exports.opaMalloc(json.length);
    memory.write(text, json);
    dataAddress = exports.opaJsonParse(text, json.length);
    if (dataAddress == 0) {
      throw new IllegalStateException("the module's parser refuses the data");
    }
    exports.opaFree(text);
    evaluationHeap = exports.opaHeapPtrGet();
  }

  /**
   * What makes further instances with the same data. Parsing a large registry takes seconds, and
   * further instances are made while a request waits, so they get a copy of the memory instead: all
   * state of OPA's runtime lies in it, below the heap's end.
   *
   * @param machine the compiled module, which all instances share
   */
  Supplier<WasmInstance> copies(
      WasmModule module, Function<Instance, Machine> machine, int maxPages) {
    byte[] image = memory.readBytes(0, evaluationHeap);
    int pages = memory.pages();
    int address = dataAddress;
    return () -> {
      WasmInstance copy = new WasmInstance(module, machine, pages, maxPages);
      copy.memory.write(0, image);
      copy.dataAddress = address;
      copy.evaluationHeap = image.length;
      return copy;
    };
  }

  /** A JSON array: empty when undefined, else one object with the member {@code result}. */
  byte[] evaluate(int entrypoint, byte[] input) {
    int heap = Math.addExact(evaluationHeap, input.length);
    int missing = Math.ceilDiv(heap, Memory.PAGE_SIZE) - memory.pages();
    if (missing > 0 && memory.grow(missing) < 0) {
      throw new WasmMemoryException();
    }
    memory.write(evaluationHeap, input);
    long[] result =
        eval.apply(0, entrypoint, dataAddress, evaluationHeap, input.length, heap, JSON_FORMAT);
    return cString((int) result[0]);
  }

  private byte[] dump(int value) {
    int text = exports.opaJsonDump(value);
    byte[] json = cString(text);
    exports.opaFree(text);
    return json;
  }

  private byte[] cString(int address) {
    int end = address;
    while (memory.read(end) != 0) {
      end++;
    }
    return memory.readBytes(address, end - address);
  }

  @Override
  public OpaWasm_Env env() {
    return this;
  }

  @Override
  public Memory memory() {
    return memory;
  }

  @Override
  public void opaAbort(int address) {
    String message = new String(cString(address), StandardCharsets.UTF_8);
    throw message.equals(NO_MEMORY) ? new WasmMemoryException() : new WasmAbortException(message);
  }

  @Override
  public int opaBuiltin0(int builtin, int context) {
    throw noBuiltins();
  }

  @Override
  public int opaBuiltin1(int builtin, int context, int first) {
    throw noBuiltins();
  }

  @Override
  public int opaBuiltin2(int builtin, int context, int first, int second) {
    throw noBuiltins();
  }

  @Override
  public int opaBuiltin3(int builtin, int context, int first, int second, int third) {
    throw noBuiltins();
  }

  @Override
  public int opaBuiltin4(int builtin, int context, int first, int second, int third, int fourth) {
    throw noBuiltins();
  }

  private static IllegalStateException noBuiltins() {
    return new IllegalStateException("a module that asks for built-ins was refused before");
  }
}
