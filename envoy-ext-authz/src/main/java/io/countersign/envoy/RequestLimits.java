package io.countersign.envoy;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Header;
import io.countersign.decision.Headers;
import io.countersign.decision.Reason;
import java.util.List;

/** How large a gateway's question may be; past this it is refused, and recorded as malformed. */
final class RequestLimits {
  static final int HEADERS = 256;
  static final int HEADER_BYTES = 128 * 1024;
  static final int TARGET_LENGTH = 16 * 1024;
  static final int CERTIFICATE_LENGTH = 64 * 1024;
  static final int METADATA_VALUES = 1_024;
  static final int METADATA_DEPTH = 16;

  private RequestLimits() {}

  /** Sets path and query, the fragment that no request may have included: the record shows it. */
  static void target(String target, AccessRequest.Builder access) {
    if (target.length() > TARGET_LENGTH) {
      access.defect(Reason.MALFORMED_REQUEST);
      return;
    }
    if (target.indexOf('#') >= 0) {
      access.defect(Reason.MALFORMED_REQUEST);
    }
    access.target(target);
  }

  /** The fields, or none and a defect when there are too many or one is dangerous. */
  static Headers headers(List<Header> fields, AccessRequest.Builder access) {
    long length = 0;
    boolean dangerous = false;
    for (Header field : fields) {
      length += field.name().length() + field.value().length();
      dangerous |= field.value().chars().anyMatch(RequestLimits::endsAField);
    }
    if (fields.size() > HEADERS || length > HEADER_BYTES || dangerous) {
      access.defect(Reason.MALFORMED_REQUEST);
      return Headers.EMPTY;
    }
    return new Headers(fields);
  }

  /** CR, LF and NUL, which RFC 9110 §5.5 calls dangerous. */
  private static boolean endsAField(int character) {
    return character == '\r' || character == '\n' || character == 0;
  }
}
