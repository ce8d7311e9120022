package io.countersign.log.tlog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The Ed25519 key of a log, kept as a PKCS#8 PEM file. */
public final class SigningKey {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final int MAX_FILE_BYTES = 16 * 1024;

  private final PrivateKey key;
  private final VerifierKey verifierKey;

  private SigningKey(PrivateKey key, VerifierKey verifierKey) {
    this.key = key;
    this.verifierKey = verifierKey;
  }

  /**
   * Reads the key at {@code file} for the log named {@code origin}.
   *
   * @throws NoSuchFileException when there is none
   * @throws LogOpenException when it is not an Ed25519 key in PKCS#8 PEM
   */
  public static SigningKey load(Path file, String origin) throws IOException {
    String pem;
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new LogOpenException("log key " + file + ": not a PKCS#8 PEM file");
      }
      pem = Files.readString(file, StandardCharsets.US_ASCII);
    } catch (NoSuchFileException | LogOpenException e) {
      throw e;
    } catch (IOException e) {
      throw new LogOpenException("log key " + file + ": cannot be read as PEM text", e);
    }
    return parse(pem, file, origin);
  }

  /**
   * Reads the key at {@code file}, making it first (mode 0600, whole or not at all) when there is
   * none.
   */
  public static SigningKey loadOrCreate(Path file, String origin) throws IOException {
    try {
      return load(file, origin);
    } catch (NoSuchFileException e) {
      PrivateFile.create(file, newPem().getBytes(StandardCharsets.US_ASCII));
      return load(file, origin);
    }
  }

  private static String newPem() {
    try {
      byte[] pkcs8 =
          KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
      return BEGIN + "\n" + Base64.getEncoder().encodeToString(pkcs8) + "\n" + END + "\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has Ed25519", e);
    }
  }

  private static SigningKey parse(String pem, Path file, String origin) throws LogOpenException {
    int begin = pem.indexOf(BEGIN);
    int end = pem.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new LogOpenException(
          "log key "
              + file
              + ": no PKCS#8 PEM block (make one with: openssl genpkey -algorithm"
              + " ed25519)");
    }
    PrivateKey key;
    byte[] publicKey;
    try {
      String body = pem.substring(begin + BEGIN.length(), end).replaceAll("\\s", "");
      key =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
      publicKey = publicKey(key);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // The cause is left out: its message could quote the key.
      throw new LogOpenException("log key " + file + ": not an Ed25519 private key");
    }
    return new SigningKey(key, VerifierKey.of(origin, publicKey));
  }

  /**
   * The public key of a private one. The JDK computes it only while generating a pair, so the
   * generator is given the private key's 32 bytes as its random ones (RFC 8032 §5.1.5).
   */
  private static byte[] publicKey(PrivateKey key) throws GeneralSecurityException {
    byte[] seed =
        ((EdECPrivateKey) key)
            .getBytes()
            .orElseThrow(() -> new GeneralSecurityException("a key without its bytes"));
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519", "SunEC");
    generator.initialize(
        NamedParameterSpec.ED25519, SecureRandom.getInstance("Given", new GivingProvider(seed)));
    PublicKey made = generator.generateKeyPair().getPublic();
    byte[] encoded = made.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
  }

  /** Offers a source of exactly the bytes it was given. */
  private static final class GivingProvider extends Provider {
    private static final long serialVersionUID = 1L;

    GivingProvider(byte[] bytes) {
      super("Given", "1", "random bytes that are given");
      String implementation = GivenBytes.class.getName();
      putService(
          new Service(this, "SecureRandom", "Given", implementation, null, null) {
            @Override
            public Object newInstance(@Nullable Object parameter) {
              return new GivenBytes(bytes);
            }
          });
    }
  }

  private static final class GivenBytes extends SecureRandomSpi {
    private static final long serialVersionUID = 1L;
    private final byte[] given;

    GivenBytes(byte[] given) {
      this.given = given.clone();
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
      if (bytes.length != given.length) {
        throw new IllegalStateException("asked for " + bytes.length + " bytes");
      }
      System.arraycopy(given, 0, bytes, 0, given.length);
    }

    @Override
    protected byte[] engineGenerateSeed(int bytes) {
      throw new UnsupportedOperationException("gives only what it was given");
    }

    @Override
    protected void engineSetSeed(byte[] seed) {
      // What is given does not change.
    }
  }

  /** The public half under the log's origin as its name. */
  public VerifierKey verifierKey() {
    return verifierKey;
  }

  /** The 64 bytes of the Ed25519 signature (RFC 8032 §5.1.6) of {@code message}. */
  public byte[] sign(byte[] message) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(key);
      ed25519.update(message);
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing with the log's key failed", e);
    }
  }
}
