package io.countersign.envoy;

/** How large a gateway's question may be; past this it is refused, and recorded as malformed. */
final class RequestLimits {
  static final int HEADERS = 256;
  static final int HEADER_BYTES = 128 * 1024;
  static final int TARGET_LENGTH = 16 * 1024;
  static final int CERTIFICATE_LENGTH = 128 * 1024;
  static final int METADATA_VALUES = 1_024;
  static final int METADATA_DEPTH = 16;

  private RequestLimits() {}
}
