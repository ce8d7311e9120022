package io.countersign.credentials.introspection;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.jose.Base64Url;
import io.countersign.decision.json.CanonicalJson;
import io.countersign.decision.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * By an assertion that is signed for each question, ES256 ({@code private_key_jwt}; RFC 7523 §2.2,
 * §3). Safe for use by many threads.
 */
public final class PrivateKeyJwt implements ClientAuthentication {
  /** How long one assertion is good for. */
  private static final Duration LIFETIME = Duration.ofSeconds(60);

  private static final int ID_BYTES = 16;
  private static final int MAX_PEM_CHARACTERS = 8192;
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private final String clientId;
  private final String audience;
  private final JWSHeader header;
  private final JWSSigner signer;
  private final SecureRandom random = new SecureRandom();

  private PrivateKeyJwt(String clientId, String audience, JWSHeader header, JWSSigner signer) {
    this.clientId = clientId;
    this.audience = audience;
    this.header = header;
    this.signer = signer;
  }

  /**
   * Signs with this key.
   *
   * @param issuer whom the assertions are for: they say so, so that no other server can use them
   * @param keyId the assertions' {@code kid}; null when they have none
   * @param key on P-256
   * @throws CredentialConfigException when the key is on another curve
   */
  public static PrivateKeyJwt of(
      String clientId, String issuer, @Nullable String keyId, ECPrivateKey key)
      throws CredentialConfigException {
    try {
      ECDSASigner signer = new ECDSASigner(key);
      if (signer.supportedJWSAlgorithms().contains(JWSAlgorithm.ES256)) {
        JWSHeader header =
            new JWSHeader.Builder(JWSAlgorithm.ES256).type(JOSEObjectType.JWT).keyID(keyId).build();
        return new PrivateKeyJwt(clientId, issuer, header, signer);
      }
    } catch (JOSEException unusable) {
      // refused below
    }
    throw new CredentialConfigException("client " + clientId + ": its key must be on P-256");
  }

  /**
   * Signs with the key in this file.
   *
   * @param pem one private key in PKCS #8 and PEM, unencrypted (RFC 5958, RFC 7468 §10)
   * @throws CredentialConfigException when there is none in it, or one on another curve
   */
  public static PrivateKeyJwt of(String clientId, String issuer, @Nullable String keyId, Path pem)
      throws CredentialConfigException {
    return of(clientId, issuer, keyId, read(pem));
  }

  /** What is wrong is said without a word of what the file has: it is a secret. */
  private static ECPrivateKey read(Path pem) throws CredentialConfigException {
    String text;
    try {
      text = Files.readString(pem, StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new CredentialConfigException(
          "client key " + pem + ": cannot be read (" + e.getClass().getSimpleName() + ")");
    }
    if (text.length() <= MAX_PEM_CHARACTERS && text.startsWith(BEGIN) && text.endsWith(END)) {
      String base64 = text.substring(BEGIN.length(), text.length() - END.length());
      try {
        byte[] der = Base64.getMimeDecoder().decode(base64);
        if (KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der))
            instanceof ECPrivateKey key) {
          return key;
        }
      } catch (IllegalArgumentException | GeneralSecurityException malformed) {
        // refused below
      }
    }
    throw new CredentialConfigException(
        "client key " + pem + ": give one unencrypted EC key as -----BEGIN PRIVATE KEY-----");
  }

  @Override
  public String clientId() {
    return clientId;
  }

  /** A new assertion. */
  String assertion(Instant now) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    JsonObject claims =
        JsonObject.builder()
            .put("iss", clientId)
            .put("sub", clientId)
            .put("aud", audience)
            .put("jti", Base64Url.encode(id))
            .put("iat", now.getEpochSecond())
            .put("exp", now.plus(LIFETIME).getEpochSecond())
            .build();
    JWSObject jws = new JWSObject(header, new Payload(CanonicalJson.bytes(claims)));
    try {
      jws.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("a P-256 key does not sign ES256", e);
    }
    return jws.serialize();
  }
}
