package io.countersign.credentials.signature;

import io.countersign.credentials.jose.PublicJwk;
import io.countersign.decision.SubjectId;
import java.time.Duration;

/**
 * A key of a configured directory, and whose it is.
 *
 * @param directory the directory's name
 * @param keyId the key's {@code kid} there
 * @param keyAge how long ago the directory's keys were last read
 */
record AgentKey(
    String directory, String keyId, SubjectId subject, PublicJwk key, Duration keyAge) {}
