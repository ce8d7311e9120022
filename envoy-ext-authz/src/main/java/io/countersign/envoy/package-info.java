/**
 * Envoy's external authorization, version 3: {@link io.countersign.envoy.ExtAuthzService} answers
 * over gRPC, {@link io.countersign.envoy.EnvoyHttpAuthz} over HTTP.
 */
@NullMarked
package io.countersign.envoy;

import org.jspecify.annotations.NullMarked;
