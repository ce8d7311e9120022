@NullMarked
package io.countersign.credentials.transaction;

import org.jspecify.annotations.NullMarked;
