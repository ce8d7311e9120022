package io.countersign.log.witness;

/**
 * A witness's answer to an HTTP request.
 *
 * @param status of HTTP
 * @param contentType of the body
 * @param body one or more lines
 */
public record WitnessAnswer(int status, String contentType, String body) {
  static final int OK = 200;
  static final int BAD_REQUEST = 400;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int CONFLICT = 409;
  static final int UNPROCESSABLE = 422;

  static final String SIZE_TYPE = "text/x.tlog.size";

  static WitnessAnswer text(int status, String line) {
    return new WitnessAnswer(status, "text/plain; charset=utf-8", line + "\n");
  }

  /** Says which size the witness cosigned last. */
  static WitnessAnswer conflict(long size) {
    return new WitnessAnswer(CONFLICT, SIZE_TYPE, size + "\n");
  }

  static WitnessAnswer cosigned(String lines) {
    return new WitnessAnswer(OK, "text/plain; charset=utf-8", lines);
  }
}
