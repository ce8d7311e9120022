@NullMarked
package io.countersign.credentials.keys;

import org.jspecify.annotations.NullMarked;
