/** Evidence of where a workload runs, told by its platform. */
@NullMarked
package io.countersign.credentials.evidence;

import org.jspecify.annotations.NullMarked;
