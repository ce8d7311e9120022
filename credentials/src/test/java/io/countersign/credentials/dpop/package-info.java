@NullMarked
package io.countersign.credentials.dpop;

import org.jspecify.annotations.NullMarked;
