@NullMarked
package io.countersign.credentials.signature;

import org.jspecify.annotations.NullMarked;
