/** Workload identity tokens and their proofs: first those that must not pass. */
@NullMarked
package io.countersign.credentials.wimse;

import org.jspecify.annotations.NullMarked;
