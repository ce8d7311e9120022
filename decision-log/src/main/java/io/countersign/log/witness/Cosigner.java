package io.countersign.log.witness;

import io.countersign.log.tlog.SigningKey;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Signs checkpoints as a witness; whether it should is for {@link Witness} to know. */
final class Cosigner {
  private final SigningKey key;
  private final WitnessKey witnessKey;

  Cosigner(SigningKey key) {
    this.key = key;
    this.witnessKey = WitnessKey.of(key.verifierKey());
  }

  WitnessKey key() {
    return witnessKey;
  }

  /** The signature line, with its newline, over a checkpoint's text as seen at {@code now}. */
  String cosign(String text, Instant now) {
    long seconds = now.getEpochSecond();
    byte[] signature = key.sign(WitnessKey.message(text, seconds));
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES + signature.length).putLong(seconds).put(signature).array();
    return new SignatureLine(witnessKey.name(), witnessKey.id(), bytes) + "\n";
  }
}
