@NullMarked
package io.countersign.credentials.jose;

import org.jspecify.annotations.NullMarked;
