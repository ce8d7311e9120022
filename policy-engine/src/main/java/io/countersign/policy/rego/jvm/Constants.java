package io.countersign.policy.rego.jvm;

import static java.lang.classfile.ClassFile.ACC_FINAL;
import static java.lang.classfile.ClassFile.ACC_PRIVATE;
import static java.lang.classfile.ClassFile.ACC_STATIC;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The objects that a compiled class refers to. They become static final fields, which the JIT
 * compiler takes as constants; those beyond the first {@value #FIELDS} stay in an array.
 */
public final class Constants {
  private static final int FIELDS = 1_500;
  private static final String ARRAY = "constants";
  private static final ClassDesc OBJECTS = ConstantDescs.CD_Object.arrayType();

  private final ClassDesc owner;
  private final List<Object> objects = new ArrayList<>();
  private final List<ClassDesc> types = new ArrayList<>();
  private final Map<Object, Integer> numbers = new HashMap<>();

  Constants(ClassDesc owner) {
    this.owner = owner;
  }

  /** What the initialiser of a compiled class asks for. */
  public static Object[] of(Class<?> type) {
    return ((PlanLoader) type.getClassLoader()).constantsOf(type.getName());
  }

  Object[] toArray() {
    return objects.toArray();
  }

  /** Puts a constant on the stack. */
  void load(CodeBuilder code, Object constant, ClassDesc type) {
    int number = numbers.computeIfAbsent(constant, _ -> added(constant, type));
    if (number < FIELDS) {
      code.getstatic(owner, name(number), type);
    } else {
      code.getstatic(owner, ARRAY, OBJECTS).loadConstant(number).aaload().checkcast(type);
    }
  }

  private int added(Object constant, ClassDesc type) {
    objects.add(constant);
    types.add(type);
    return objects.size() - 1;
  }

  private static String name(int number) {
    return "c" + number;
  }

  /** Adds the fields and the initialiser, after all code. */
  void emit(ClassBuilder builder) {
    if (objects.isEmpty()) {
      return;
    }
    int fields = Math.min(objects.size(), FIELDS);
    for (int i = 0; i < fields; i++) {
      builder.withField(name(i), types.get(i), ACC_PRIVATE | ACC_STATIC | ACC_FINAL);
    }
    builder.withField(ARRAY, OBJECTS, ACC_PRIVATE | ACC_STATIC | ACC_FINAL);
    builder.withMethodBody(
        ConstantDescs.CLASS_INIT_NAME,
        ConstantDescs.MTD_void,
        ACC_STATIC,
        code -> {
          code.ldc(owner)
              .invokestatic(
                  ClassDesc.of(Constants.class.getName()),
                  "of",
                  MethodTypeDesc.of(OBJECTS, ConstantDescs.CD_Class))
              .putstatic(owner, ARRAY, OBJECTS);
          for (int i = 0; i < fields; i++) {
            code.getstatic(owner, ARRAY, OBJECTS)
                .loadConstant(i)
                .aaload()
                .checkcast(types.get(i))
                .putstatic(owner, name(i), types.get(i));
          }
          code.return_();
        });
  }
}
