package io.countersign.credentials.signature;

import io.countersign.decision.Headers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.Dictionary;
import org.greenbytes.http.sfv.InnerList;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.StringItem;
import org.jspecify.annotations.Nullable;

/**
 * One signature of a message and what it says it covers (RFC 9421 §4), nothing of it verified.
 *
 * @param tag which protocol it was made for (RFC 9421 §2.3); null when it does not say
 */
record LabelledSignature(
    String label, InnerList input, ByteSequenceItem value, @Nullable String tag) {
  static final String SIGNATURE = "signature";
  static final String SIGNATURE_INPUT = "signature-input";

  private static final int MAX_SIGNATURES = 8;
  private static final int MAX_COMPONENTS = 32;
  private static final int MAX_PARAMETERS = 16;

  /**
   * The signatures of a message by label; empty when the two fields are malformed, too large, or do
   * not have the same labels (RFC 9421 §4.2).
   */
  static Optional<List<LabelledSignature>> all(Headers headers) {
    Optional<Dictionary> inputs = StructuredFields.dictionary(headers.values(SIGNATURE_INPUT));
    Optional<Dictionary> values = StructuredFields.dictionary(headers.values(SIGNATURE));
    if (inputs.isEmpty()
        || values.isEmpty()
        || values.get().get().size() > MAX_SIGNATURES
        || !inputs.get().get().keySet().equals(values.get().get().keySet())) {
      return Optional.empty();
    }
    List<LabelledSignature> found = new ArrayList<>();
    for (Map.Entry<String, ListElement<?>> member : inputs.get().get().entrySet()) {
      LabelledSignature one =
          of(member.getKey(), member.getValue(), values.get().get().get(member.getKey()));
      if (one == null) {
        return Optional.empty();
      }
      found.add(one);
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(found));
  }

  private static @Nullable LabelledSignature of(
      String label, ListElement<?> input, @Nullable ListElement<?> value) {
    if (!(input instanceof InnerList list && value instanceof ByteSequenceItem bytes)
        || list.get().size() > MAX_COMPONENTS
        || list.getParams().size() > MAX_PARAMETERS) {
      return null;
    }
    Item<?> tag = list.getParams().get("tag");
    if (tag == null) {
      return new LabelledSignature(label, list, bytes, null);
    }
    return tag instanceof StringItem text
        ? new LabelledSignature(label, list, bytes, text.get())
        : null;
  }

  byte[] toBytes() {
    ByteBuffer buffer = value.get().duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
