package io.countersign.credentials.x509;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.x509.PemCertificates.MalformedPemException;
import io.countersign.credentials.x509.PemCertificates.TextAround;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Loads trust domains. */
public final class TrustDomains {
  private static final int MAX_BYTES = 1024 * 1024;
  private static final int MAX_AUTHORITIES = 100;

  private TrustDomains() {}

  /**
   * Reads a domain's authorities from a PEM file, in which text around the certificates is left
   * out. Expired authorities and those not valid yet may stand there, so that a root can be
   * replaced without a gap; whatever leads to one is refused while it is out of its time.
   *
   * @param name the SPIFFE trust domain, as in {@code prod.example}
   * @throws CredentialConfigException when the name is none, the file is missing, unreadable, empty
   *     or not PEM, holds a private key, or a certificate in it is no usable CA
   */
  public static TrustDomain fromPemFile(String name, Path file) throws CredentialConfigException {
    checkName(name);
    return fromPem(name, new String(read(name, file), StandardCharsets.ISO_8859_1), file);
  }

  /**
   * Reads a domain's bundle from a JSON file (SPIFFE Trust Domain and Bundle §4).
   *
   * @throws CredentialConfigException when the name is none, the file is missing, unreadable or no
   *     usable bundle
   */
  static SpiffeBundle fromJsonFile(String name, Path file) throws CredentialConfigException {
    checkName(name);
    byte[] json = read(name, file);
    try {
      return SpiffeBundleReader.read(name, json);
    } catch (CredentialConfigException e) {
      throw new CredentialConfigException(e.getMessage() + " (" + file + ")");
    }
  }

  static void checkName(String name) throws CredentialConfigException {
    if (!SpiffeId.isTrustDomain(name)) {
      throw new CredentialConfigException(
          "trust domain \""
              + name
              + "\": not the name of a SPIFFE trust domain;"
              + " write lower-case letters, digits, '.', '-' and '_', without spiffe://");
    }
  }

  private static TrustDomain fromPem(String name, String pem, Path file)
      throws CredentialConfigException {
    if (pem.isBlank()) {
      throw fault(name, file, "the file is empty; put the domain's CA certificates (PEM) into it");
    }
    if (pem.contains("PRIVATE KEY-----")) {
      throw fault(
          name, file, "the file holds a private key; give the CA certificates alone, and move it");
    }
    List<X509Certificate> authorities;
    try {
      authorities = PemCertificates.parse(pem, MAX_AUTHORITIES, TextAround.IGNORED);
    } catch (MalformedPemException e) {
      throw fault(name, file, e.getMessage() + "; give the domain's CA certificates as PEM");
    }
    for (int i = 0; i < authorities.size(); i++) {
      @Nullable String fault = Authorities.fault(name, authorities.get(i));
      if (fault != null) {
        throw fault(
            name,
            file,
            "certificate " + (i + 1) + " " + fault + "; give the CA certificates of this domain");
      }
    }
    return new TrustDomain(name, authorities);
  }

  private static byte[] read(String name, Path file) throws CredentialConfigException {
    if (Files.isDirectory(file)) {
      throw fault(name, file, "this is a folder; name the PEM file in it");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw fault(name, file, "the file is over 1 MiB; give the domain's CA certificates alone");
      }
      return bytes;
    } catch (NoSuchFileException _) {
      throw fault(name, file, "there is no such file; put the domain's CA certificates there");
    } catch (IOException e) {
      throw fault(
          name, file, "cannot be read (" + e.getClass().getSimpleName() + "); check its rights");
    }
  }

  private static CredentialConfigException fault(String name, Path file, String what) {
    return new CredentialConfigException(
        "trust domain \"" + name + "\", bundle " + file + ": " + what);
  }
}
