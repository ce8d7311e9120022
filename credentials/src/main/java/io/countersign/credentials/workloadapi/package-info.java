/**
 * A client of the SPIFFE Workload API, for its bundles alone. It speaks HTTP/2 over the agent's
 * Unix socket by itself: one call, one answer. A gRPC library would bring a network stack with a
 * native library for Unix sockets, to read two small messages.
 */
@NullMarked
package io.countersign.credentials.workloadapi;

import org.jspecify.annotations.NullMarked;
