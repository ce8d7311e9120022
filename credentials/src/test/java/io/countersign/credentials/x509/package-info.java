@NullMarked
package io.countersign.credentials.x509;

import org.jspecify.annotations.NullMarked;
