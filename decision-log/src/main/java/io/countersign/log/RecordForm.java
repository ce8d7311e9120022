package io.countersign.log;

import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonObject;
import io.countersign.decision.json.JsonParser;
import io.countersign.decision.json.JsonSyntaxException;
import io.countersign.decision.json.JsonValue;
import io.countersign.log.tlog.Fault;
import io.countersign.log.tlog.RecordCheck;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a record is a JSON object in its canonical form (RFC 8785), and that its {@code
 * pdp.origin} names the log that it is in.
 */
public final class RecordForm implements RecordCheck {
  private final String origin;
  private final byte[] pdp;

  /** A check of records of the log with this name. */
  public RecordForm(String origin) {
    this.origin = origin;
    // As the writer writes it; another order or an escape is left to the parser.
    this.pdp = ("{\"origin\":\"" + origin + "\"").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Fault.@Nullable Kind problem(byte[] bundle, int offset, int length) {
    CanonicalScan scan = new CanonicalScan(bundle, offset, length);
    if (scan.isCanonicalObject() && startsWithOrigin(bundle, scan.pdpAt(), offset + length)) {
      return null;
    }
    return parsed(Arrays.copyOfRange(bundle, offset, offset + length));
  }

  private boolean startsWithOrigin(byte[] bundle, int at, int end) {
    return at >= 0
        && end - at > pdp.length
        && Arrays.equals(bundle, at, at + pdp.length, pdp, 0, pdp.length);
  }

  /** The same, exactly, for what the scan does not decide. */
  private Fault.@Nullable Kind parsed(byte[] record) {
    try {
      JsonValue value = JsonParser.parse(record);
      if (!(value instanceof JsonObject object)
          || !Arrays.equals(CanonicalJson.bytes(object), record)) {
        return Fault.Kind.RECORD_NOT_CANONICAL;
      }
      boolean own =
          object.get("pdp") instanceof JsonObject writer
              && writer.string("origin").filter(origin::equals).isPresent();
      return own ? null : Fault.Kind.RECORD_OTHER_ORIGIN;
    } catch (JsonSyntaxException e) {
      return Fault.Kind.RECORD_NOT_CANONICAL;
    }
  }
}
