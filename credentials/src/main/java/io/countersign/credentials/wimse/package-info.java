/**
 * Workload identity tokens and the proofs that go with them (draft-ietf-wimse-workload-creds,
 * draft-ietf-wimse-wpt).
 */
@NullMarked
package io.countersign.credentials.wimse;

import org.jspecify.annotations.NullMarked;
