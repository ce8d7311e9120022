package io.countersign.service.config;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where something that is trusted comes from. */
public sealed interface Location {

  /** {@code file:PATH}; read again when it changes. */
  record OfFile(Path path) implements Location {
    @Override
    public String toString() {
      return "file " + path;
    }
  }

  /** {@code https://…}; fetched, and fetched again. */
  record OfHttps(URI uri) implements Location {
    @Override
    public String toString() {
      return uri.toString();
    }
  }

  /** {@code discover}: the issuer's metadata says (RFC 8414, OpenID Connect Discovery). */
  record OfMetadata() implements Location {
    @Override
    public String toString() {
      return "the issuer's metadata";
    }
  }

  /**
   * {@code workload-api}: the SPIFFE Workload API.
   *
   * @param socket null leaves it to {@code SPIFFE_ENDPOINT_SOCKET}
   */
  record OfWorkloadApi(@Nullable Path socket) implements Location {
    @Override
    public String toString() {
      return socket == null ? "the Workload API" : "the Workload API at " + socket;
    }
  }
}
