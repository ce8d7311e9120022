package io.countersign.credentials.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.greenbytes.http.sfv.InnerList;
import org.greenbytes.http.sfv.Item;
import org.jspecify.annotations.Nullable;

/** The text that a signature is made over (RFC 9421 §2.5). */
final class SignatureBase {
  private static final int MAX_LENGTH = 64 * 1024;

  private SignatureBase() {}

  /**
   * What the signature covers; empty when one is no component of a request, or stands there twice.
   */
  static Optional<List<Component>> components(InnerList input) {
    List<Component> components = new ArrayList<>();
    for (Item<?> item : input.get()) {
      Optional<Component> component = Component.of(item);
      // Identifiers have one parameter at most, so that equal ones have equal texts.
      if (component.isEmpty() || components.contains(component.get())) {
        return Optional.empty();
      }
      components.add(component.get());
    }
    return Optional.of(List.copyOf(components));
  }

  /** Null when a component has no value, or all of them are too much. */
  static @Nullable String text(
      List<Component> components, InnerList input, ComponentValues values) {
    StringBuilder base = new StringBuilder();
    for (Component component : components) {
      String value = values.of(component);
      if (value == null || base.length() + value.length() > MAX_LENGTH) {
        return null;
      }
      base.append(component.identifier()).append(": ").append(value).append('\n');
    }
    return base.append("\"@signature-params\": ").append(input.serialize()).toString();
  }
}
