@NullMarked
package io.countersign.credentials.token;

import org.jspecify.annotations.NullMarked;
