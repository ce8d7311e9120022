package io.countersign.credentials.x509.revocation;

import io.countersign.credentials.x509.Algorithms;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/** What X.509 signs: a sequence whose first element is what the signature covers. */
final class SignedDer {
  private static final int SEQUENCE = 0x30;
  private static final int MAX_LENGTH_BYTES = 4;

  private SignedDer() {}

  /** Where an element's content begins and where it ends. */
  private record Extent(int content, int end) {}

  /**
   * The first element of the sequence, byte for byte: what was signed, not what a parser would
   * write again.
   *
   * @throws IOException when the bytes are not exactly one sequence that begins with a sequence
   */
  static byte[] firstElement(byte[] der) throws IOException {
    Extent outer = sequence(der, 0);
    if (outer.end() != der.length) {
      throw new IOException("there are bytes after the end");
    }
    Extent first = sequence(der, outer.content());
    if (first.end() > outer.end()) {
      throw new IOException("not DER");
    }
    return Arrays.copyOfRange(der, outer.content(), first.end());
  }

  private static Extent sequence(byte[] der, int at) throws IOException {
    if (at + 2 > der.length || der[at] != SEQUENCE) {
      throw new IOException("not DER");
    }
    int first = der[at + 1] & 0xff;
    int lengthBytes = first < 0x80 ? 0 : first - 0x80;
    int content = at + 2 + lengthBytes;
    // 0x80 is BER's indefinite length, which DER does not have.
    if (first == 0x80 || lengthBytes > MAX_LENGTH_BYTES || content > der.length) {
      throw new IOException("not DER");
    }
    long length = lengthBytes == 0 ? first : 0;
    for (int i = at + 2; i < content; i++) {
      length = (length << 8) | (der[i] & 0xff);
    }
    if (content + length > der.length) {
      throw new IOException("cut off");
    }
    return new Extent(content, (int) (content + length));
  }

  /** Whether the key made the signature, with an algorithm and a key that are strong enough. */
  static boolean holds(
      byte[] signed, byte[] signature, AlgorithmIdentifier algorithm, PublicKey key) {
    try {
      String oid = algorithm.getAlgorithm().getId();
      byte @Nullable [] parameters =
          algorithm.getParameters() == null
              ? null
              : algorithm.getParameters().toASN1Primitive().getEncoded(ASN1Encoding.DER);
      if (!Algorithms.isStrong(key) || !Algorithms.isStrongSignature(oid, parameters)) {
        return false;
      }
      Signature verifier = signatureOf(oid, parameters);
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException | IOException _) {
      return false;
    }
  }

  private static Signature signatureOf(String oid, byte @Nullable [] parameters)
      throws GeneralSecurityException, IOException {
    if (!oid.equals(PKCSObjectIdentifiers.id_RSASSA_PSS.getId())) {
      return Signature.getInstance(oid);
    }
    AlgorithmParameters pss = AlgorithmParameters.getInstance("RSASSA-PSS");
    pss.init(parameters);
    Signature verifier = Signature.getInstance("RSASSA-PSS");
    verifier.setParameter(pss.getParameterSpec(PSSParameterSpec.class));
    return verifier;
  }
}
