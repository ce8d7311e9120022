package io.countersign.policy.rego.jvm;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds the classes of one policy, which go when the policy goes. They are classes of an own loader
 * rather than hidden ones, so that they can call each other by name.
 */
final class PlanLoader extends ClassLoader {
  private final Map<String, byte[]> code = new HashMap<>();
  private final Map<String, Object[]> constants = new HashMap<>();
  private final Map<String, Rule> rules = new ConcurrentHashMap<>();

  static {
    boolean _ = registerAsParallelCapable();
  }

  PlanLoader() {
    super("rego", PlanLoader.class.getClassLoader());
  }

  /** Adds a class before any class is used. */
  void add(String name, byte[] bytes, Object[] itsConstants) {
    code.put(name, bytes);
    constants.put(name, itsConstants);
  }

  /**
   * Loads every class now, so that the JVM verifies them before any decision depends on them.
   *
   * @throws LinkageError when one cannot be
   */
  void verify() throws ClassNotFoundException {
    for (String name : code.keySet()) {
      Class<?> _ = Class.forName(name, true, this);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = code.get(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  Object[] constantsOf(String name) {
    return constants.getOrDefault(name, new Object[0]);
  }

  /** The one instance of a class that is a rule. */
  Rule rule(String name) {
    return rules.computeIfAbsent(name, this::instance);
  }

  private Rule instance(String name) {
    try {
      return (Rule) loadClass(name).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a compiled rule that cannot be loaded: " + name, e);
    }
  }
}
