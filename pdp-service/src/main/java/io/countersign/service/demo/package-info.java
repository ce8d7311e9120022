/**
 * The demonstration: a world of its own (certificate authority, token issuer, workloads, an agent)
 * whose requests show what Countersign decides and why. Nothing here serves a real request.
 */
@NullMarked
package io.countersign.service.demo;

import org.jspecify.annotations.NullMarked;
