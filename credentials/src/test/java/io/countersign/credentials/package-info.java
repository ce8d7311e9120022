@NullMarked
package io.countersign.credentials;

import org.jspecify.annotations.NullMarked;
