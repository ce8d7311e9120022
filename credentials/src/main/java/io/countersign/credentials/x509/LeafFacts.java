package io.countersign.credentials.x509;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import io.countersign.decision.CertificateFacts;
import io.countersign.decision.Sha256;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Takes from a leaf what the record of a decision keeps of it. */
public final class LeafFacts {
  private static final int ED25519_BYTES = 32;

  private LeafFacts() {}

  static CertificateFacts of(X509Certificate leaf, @Nullable SpiffeId spiffeId) {
    return new CertificateFacts(
        fingerprint(leaf),
        leaf.getSerialNumber().toString(16),
        leaf.getIssuerX500Principal().getName(X500Principal.RFC2253),
        spiffeId == null ? null : spiffeId.value(),
        leaf.getNotBefore().toInstant(),
        leaf.getNotAfter().toInstant(),
        keyThumbprint(leaf.getPublicKey()));
  }

  private static Sha256 fingerprint(X509Certificate leaf) {
    try {
      return Sha256.of(leaf.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a parsed certificate keeps its encoding", e);
    }
  }

  /** RFC 7638; null for a kind of key that JWK lacks. */
  public static @Nullable Sha256 keyThumbprint(PublicKey key) {
    try {
      JWK jwk = jwk(key);
      return jwk == null ? null : Sha256.fromBytes(jwk.computeThumbprint("SHA-256").decode());
    } catch (JOSEException | IllegalArgumentException | IllegalStateException _) {
      // A point off its curve, or numbers that no key has: Nimbus refuses to build the JWK.
      return null;
    }
  }

  private static @Nullable JWK jwk(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> new RSAKey.Builder(rsa).build();
      case ECPublicKey ec -> {
        Curve curve = Curve.forECParameterSpec(ec.getParams());
        yield curve == null ? null : new ECKey.Builder(curve, ec).build();
      }
      case EdECPublicKey ed when Algorithms.isEd25519(ed) -> {
        // RFC 8410 §4: the SubjectPublicKeyInfo ends with the key's 32 bytes.
        byte[] info = ed.getEncoded();
        byte[] raw = Arrays.copyOfRange(info, info.length - ED25519_BYTES, info.length);
        yield new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(raw)).build();
      }
      default -> null;
    };
  }
}
