package io.countersign.credentials;

import io.countersign.decision.AccessRequest;

/** What a request brings: itself, and what its Authorization header says. */
record Presented(AccessRequest request, Authorization authorization) {
  static Presented by(AccessRequest request) {
    return new Presented(request, Authorization.of(request.headers()));
  }
}
