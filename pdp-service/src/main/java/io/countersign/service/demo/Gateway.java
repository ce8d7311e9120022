package io.countersign.service.demo;

import org.jspecify.annotations.Nullable;

/** What stands between a client and the decision point. */
interface Gateway extends AutoCloseable {

  /** Sends the request and tells what became of it. */
  Answer send(DemoRequest request);

  @Override
  void close();

  /**
   * What the client or the upstream saw.
   *
   * @param decisionId of the header {@code x-countersign-decision}; null when it was missing
   */
  record Answer(boolean allowed, int status, @Nullable String decisionId) {}
}
