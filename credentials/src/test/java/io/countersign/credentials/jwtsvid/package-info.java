@NullMarked
package io.countersign.credentials.jwtsvid;

import org.jspecify.annotations.NullMarked;
