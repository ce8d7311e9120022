package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.Construction;
import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoSet;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of documents at a path. A change gives a new document that shares with the old one all
 * that is beside the path.
 */
final class Edit {
  private final EvaluationContext context;

  Edit(EvaluationContext context) {
    this.context = context;
  }

  /** The value at the path. */
  RegoValue find(@Nullable RegoValue document, List<RegoValue> path) throws BuiltinException {
    RegoValue at = existing(document);
    for (RegoValue key : path) {
      at = part(at, key);
    }
    return at;
  }

  /** The document with a value put at the path: between the elements of an array. */
  RegoValue insert(@Nullable RegoValue document, List<RegoValue> path, RegoValue value)
      throws BuiltinException {
    if (path.isEmpty()) {
      return value;
    }
    return change(existing(document), path, container -> inserted(container, path, value));
  }

  /** The document without what is at the path; null when that is all of it. */
  @Nullable RegoValue delete(@Nullable RegoValue document, List<RegoValue> path)
      throws BuiltinException {
    RegoValue whole = existing(document);
    return path.isEmpty()
        ? null
        : change(whole, path, container -> deleted(container, path.getLast()));
  }

  private interface Change {
    RegoValue of(RegoValue container) throws BuiltinException;
  }

  /** Changes what holds the last key of the path, and all that holds it. */
  private RegoValue change(RegoValue document, List<RegoValue> path, Change change)
      throws BuiltinException {
    RegoValue[] holders = new RegoValue[path.size()];
    holders[0] = document;
    for (int i = 1; i < holders.length; i++) {
      holders[i] = part(holders[i - 1], path.get(i - 1));
    }
    RegoValue changed = change.of(holders[holders.length - 1]);
    for (int i = holders.length - 2; i >= 0; i--) {
      changed = replaced(holders[i], path.get(i), changed);
    }
    return changed;
  }

  private static RegoValue existing(@Nullable RegoValue document) throws BuiltinException {
    if (document == null) {
      throw BuiltinException.of("nil value encountered where composite value was expected");
    }
    return document;
  }

  private RegoValue part(RegoValue holder, RegoValue key) throws BuiltinException {
    context.charge(1);
    RegoValue part =
        switch (holder) {
          case RegoArray array -> {
            int index = index(array, key);
            yield index >= 0 && index < array.size() ? array.get(index) : null;
          }
          case RegoObject _, RegoSet _ -> ObjectBuiltins.child(holder, key);
          default -> throw noComposite(holder);
        };
    if (part == null) {
      throw BuiltinException.of(
          "path " + key + " does not exist in " + holder.typeName() + " term");
    }
    return part;
  }

  private RegoValue inserted(RegoValue holder, List<RegoValue> path, RegoValue value)
      throws BuiltinException {
    RegoValue key = path.getLast();
    return switch (holder) {
      case RegoObject object -> with(object, key, value);
      case RegoSet set -> {
        if (!key.equals(value)) {
          throw BuiltinException.of("set key does not equal value to be inserted");
        }
        yield with(set, null, value);
      }
      case RegoArray array -> {
        int index = index(array, key);
        if (index < 0 || index > array.size()) {
          throw BuiltinException.of("index for array insertion out of bounds");
        }
        yield spliced(array, index, 0, value);
      }
      default -> throw noComposite(holder);
    };
  }

  private RegoValue deleted(RegoValue holder, RegoValue key) throws BuiltinException {
    return switch (holder) {
      case RegoArray array -> {
        int index = index(array, key);
        if (index < 0 || index >= array.size()) {
          throw BuiltinException.of("index for array delete out of bounds");
        }
        yield spliced(array, index, 1, null);
      }
      case RegoObject _, RegoSet _ -> {
        if (ObjectBuiltins.child(holder, key) == null) {
          throw BuiltinException.of("cannot delete child key " + key + " that does not exist");
        }
        yield holder instanceof RegoObject object
            ? with(object, key, null)
            : with((RegoSet) holder, key, null);
      }
      default -> throw noComposite(holder);
    };
  }

  private RegoValue replaced(RegoValue holder, RegoValue key, RegoValue value)
      throws BuiltinException {
    return switch (holder) {
      case RegoObject object -> with(object, key, value);
      case RegoSet set -> with(set, key, value);
      case RegoArray array -> spliced(array, index(array, key), 1, value);
      default -> throw noComposite(holder);
    };
  }

  /** The object with another value for the key, or with none. */
  private RegoObject with(RegoObject object, RegoValue key, @Nullable RegoValue value) {
    context.charge(object.size());
    RegoObject copy = Construction.object();
    object.forEach((name, member) -> {
      if (!name.equals(key)) {
        Construction.put(copy, name, member);
      }
    });
    if (value != null) {
      Construction.put(copy, key, value);
    }
    return copy;
  }

  /** The set without one element and with another. */
  private RegoSet with(RegoSet set, @Nullable RegoValue without, @Nullable RegoValue value) {
    context.charge(set.size());
    RegoSet copy = Construction.set();
    for (RegoValue element : set) {
      if (!element.equals(without)) {
        Construction.add(copy, element);
      }
    }
    if (value != null) {
      Construction.add(copy, value);
    }
    return copy;
  }

  /** The array with a value in place of so many elements. */
  private RegoArray spliced(RegoArray array, int index, int dropped, @Nullable RegoValue value) {
    context.charge(array.size());
    RegoArray copy = Construction.array(array.size() + 1);
    for (int i = 0; i < index; i++) {
      Construction.append(copy, array.get(i));
    }
    if (value != null) {
      Construction.append(copy, value);
    }
    for (int i = index + dropped; i < array.size(); i++) {
      Construction.append(copy, array.get(i));
    }
    return copy;
  }

  /** The index that a key means; {@code -} is the place behind the last element. */
  private static int index(RegoArray array, RegoValue key) throws BuiltinException {
    return switch (key) {
      case RegoNumber number when number.isInt() -> (int) number.longValue();
      case RegoNumber _ -> throw BuiltinException.of("invalid number type for indexing");
      case RegoString text when text.value().equals("-") -> array.size();
      case RegoString text -> index(text.value());
      default -> throw BuiltinException.of("invalid type for indexing");
    };
  }

  private static int index(String text) throws BuiltinException {
    if (text.length() > 1 && text.charAt(0) == '0') {
      throw BuiltinException.of("leading zeros are not allowed in JSON paths");
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw BuiltinException.of("invalid string for indexing");
    }
  }

  private static BuiltinException noComposite(RegoValue holder) {
    return BuiltinException.of("expected composite type, found " + holder.typeName());
  }
}
