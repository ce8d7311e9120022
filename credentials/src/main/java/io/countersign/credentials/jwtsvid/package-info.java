/** JWT-SVIDs: tokens by which workloads show their SPIFFE ID. */
@NullMarked
package io.countersign.credentials.jwtsvid;

import org.jspecify.annotations.NullMarked;
