@NullMarked
package io.countersign.credentials.evidence;

import org.jspecify.annotations.NullMarked;
