package io.countersign.policy.rego.graphql;

import io.countersign.policy.rego.value.Construction;
import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNull;
import io.countersign.policy.rego.value.RegoNumber;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoString;
import io.countersign.policy.rego.value.RegoValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Turns documents into the objects that policies see, and back. */
final class Documents {
  private static final int MAX_DEPTH = 400;

  private final LongConsumer charge;

  private Documents(LongConsumer charge) {
    this.charge = charge;
  }

  /** The object; places in the text are left out, and so is whatever is empty. */
  static RegoObject toRego(Node node) {
    RegoObject object = Construction.object();
    for (Shape.Member member : node.shape.members()) {
      RegoValue value = member(node, member);
      if (value != null) {
        Construction.put(object, RegoString.of(member.name()), value);
      }
    }
    return object;
  }

  private static @Nullable RegoValue member(Node node, Shape.Member member) {
    if (member.list()) {
      return list(node, member);
    }
    return switch (member.kind()) {
      case "s" -> RegoString.of(node.text(member.name()));
      case "b" -> RegoBoolean.of(node.flag(member.name()));
      case "i" -> RegoNumber.of(node.number(member.name()));
      default -> {
        Node child = node.child(member.name());
        RegoObject object = child == null ? RegoObject.empty() : toRego(child);
        yield object.isEmpty() ? null : object;
      }
    };
  }

  private static @Nullable RegoValue list(Node node, Shape.Member member) {
    RegoArray array = Construction.array(4);
    if (member.kind().equals("s")) {
      node.names(member.name()).forEach(name -> Construction.append(array, RegoString.of(name)));
    } else {
      for (Node child : node.list(member.name())) {
        RegoObject object = toRego(child);
        if (!object.isEmpty()) {
          Construction.append(array, object);
        }
      }
    }
    return array.isEmpty() ? null : array;
  }

  /**
   * Reads an object back; members that the shape does not have are ignored.
   *
   * @throws GraphqlException when a member is of the wrong kind, or it is nested too deeply
   */
  static Node fromRego(RegoObject object, Shape shape, LongConsumer charge)
      throws GraphqlException {
    return new Documents(charge).fromRego(object, shape, 0);
  }

  private Node fromRego(RegoValue value, Shape shape, int depth) throws GraphqlException {
    charge.accept(shape.members().size());
    if (!(value instanceof RegoObject object) || depth > MAX_DEPTH) {
      throw wrongKind(shape.name());
    }
    Node node = Node.without(shape);
    for (Shape.Member member : shape.members()) {
      RegoValue given = object.get(member.name());
      if (given == null || given instanceof RegoNull) {
        continue;
      }
      if (!member.list()) {
        node.with(member.name(), read(given, member, depth));
      } else if (given instanceof RegoArray array) {
        List<Object> list = new ArrayList<>();
        for (RegoValue element : array) {
          list.add(read(element, member, depth));
        }
        node.with(member.name(), list);
      } else {
        throw wrongKind(member.name());
      }
    }
    return node;
  }

  private Object read(RegoValue value, Shape.Member member, int depth) throws GraphqlException {
    return switch (member.kind()) {
      case "s" -> {
        if (value instanceof RegoString string) {
          yield string.value();
        }
        throw wrongKind(member.name());
      }
      case "b" -> {
        if (value instanceof RegoBoolean bool) {
          yield bool.value();
        }
        throw wrongKind(member.name());
      }
      case "i" -> {
        if (value instanceof RegoNumber number && number.isInt()) {
          yield (int) number.longValue();
        }
        throw wrongKind(member.name());
      }
      default -> fromRego(value, member.shape(), depth + 1);
    };
  }

  private static GraphqlException wrongKind(String name) {
    return new GraphqlException("json: cannot unmarshal value into " + name);
  }
}
