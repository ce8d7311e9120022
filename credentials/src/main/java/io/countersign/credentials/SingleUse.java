package io.countersign.credentials;

import io.countersign.decision.Reason;
import io.countersign.decision.Sha256;
import java.time.Instant;

/**
 * Something that may be used once.
 *
 * @param key names it, under the key that signed it
 * @param until the last instant at which it could be accepted anywhere
 * @param replayed why its second use is refused
 */
record SingleUse(Sha256 key, Instant until, Reason replayed) {}
