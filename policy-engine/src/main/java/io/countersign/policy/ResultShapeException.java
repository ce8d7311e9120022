package io.countersign.policy;

/** A policy's result is none that the contract knows. */
final class ResultShapeException extends Exception {
  private static final long serialVersionUID = 1L;

  ResultShapeException(String message) {
    super(message);
  }
}
