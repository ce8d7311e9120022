/** Where a workload runs, told by a token or a certificate of its platform. */
@NullMarked
package io.countersign.credentials.evidence;

import org.jspecify.annotations.NullMarked;
