package io.countersign.policy.rego.builtin;

import io.countersign.policy.rego.value.RegoArray;
import io.countersign.policy.rego.value.RegoBoolean;
import io.countersign.policy.rego.value.RegoNull;
import io.countersign.policy.rego.value.RegoObject;
import io.countersign.policy.rego.value.RegoValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x509.Certificate;

/** Certificates, requests for them, and private keys. */
final class X509Builtins {
  /** How many certificates a text may hold. */
  static final int MAX_CERTIFICATES = 64;

  private static final RegoValue UNVERIFIED = RegoArray.of(RegoBoolean.FALSE, RegoArray.EMPTY);

  private X509Builtins() {}

  static void register(Map<String, Builtin> table) {
    table.put("crypto.x509.parse_certificates", X509Builtins::parseCertificates);
    table.put(
        "crypto.x509.parse_and_verify_certificates",
        (context, arguments) ->
            verify(context, arguments, new CertificateOptions(context.time()), true));
    table.put(
        "crypto.x509.parse_and_verify_certificates_with_options", X509Builtins::verifyWithOptions);
    table.put("crypto.x509.parse_certificate_request", X509Builtins::parseRequest);
    table.put("crypto.x509.parse_keypair", X509Builtins::parseKeyPair);
    table.put("crypto.x509.parse_rsa_private_key", X509Builtins::parseJwk);
    table.put("crypto.parse_private_keys", X509Builtins::parseKeys);
  }

  private static RegoValue parseCertificates(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    List<RegoValue> values = new ArrayList<>();
    for (Certificate certificate : certificates(text(context, arguments, 0))) {
      values.add(value(certificate, true));
    }
    return RegoArray.of(values);
  }

  private static RegoValue verifyWithOptions(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    Arguments.string(arguments, 0);
    return verify(
        context, arguments, CertificateOptions.of(context, Arguments.object(arguments, 1)), false);
  }

  /** The first certificate is the root, the last the one in question. */
  private static RegoValue verify(
      EvaluationContext context,
      RegoValue[] arguments,
      CertificateOptions options,
      boolean withUriTexts)
      throws BuiltinException {
    String text = text(context, arguments, 0);
    List<X509Certificate> chain;
    try {
      List<X509Certificate> given = new ArrayList<>();
      for (Certificate certificate : certificates(text)) {
        given.add(java(certificate));
      }
      if (given.size() < 2) {
        return UNVERIFIED;
      }
      X509Certificate leaf = given.getLast();
      chain =
          options.namesMatch(leaf)
              ? new CertificateChain(
                      context,
                      given.getFirst(),
                      given.subList(1, given.size() - 1),
                      options.time(),
                      options.purposes())
                  .verify(leaf)
              : null;
    } catch (BuiltinException | IOException | CertificateException e) {
      return UNVERIFIED;
    }
    if (chain == null) {
      return UNVERIFIED;
    }
    List<RegoValue> values = new ArrayList<>();
    for (X509Certificate certificate : chain) {
      values.add(value(bouncy(certificate), withUriTexts));
    }
    return RegoArray.of(RegoBoolean.TRUE, RegoArray.of(values));
  }

  private static RegoValue parseRequest(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = text(context, arguments, 0);
    if (!text.startsWith("-----BEGIN CERTIFICATE REQUEST-----")) {
      text = latin(Base64Text.standard(text));
    }
    Pem.Block block = new Pem(text).next();
    if (block != null && !block.type().equals("CERTIFICATE REQUEST")) {
      throw BuiltinException.of("invalid PEM-encoded certificate signing request");
    }
    try {
      return CertificateRequestValue.of(
          CertificationRequest.getInstance(
              block == null ? text.getBytes(StandardCharsets.ISO_8859_1) : block.content()));
    } catch (IOException | RuntimeException e) {
      throw BuiltinException.of("asn1: structure error: no certificate request");
    }
  }

  private static RegoValue parseKeyPair(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String certificateText = unwrapped(text(context, arguments, 0), "CERTIFICATE");
    PrivateKeyValue key = null;
    Pem keys = new Pem(unwrapped(text(context, arguments, 1), "PRIVATE KEY"));
    for (Pem.Block block = keys.next(); block != null && key == null; block = keys.next()) {
      key = PrivateKeyValue.of(block);
    }
    List<RegoValue> raw = new ArrayList<>();
    RegoValue leaf = null;
    Pem blocks = new Pem(certificateText);
    for (Pem.Block block = blocks.next(); block != null; block = blocks.next()) {
      if (block.type().equals("CERTIFICATE")) {
        raw.add(CertificateParts.base64(block.content()));
        leaf = leaf == null ? value(parsed(block.content()).getFirst(), false) : leaf;
      }
    }
    if (leaf == null) {
      throw BuiltinException.of("tls: failed to find any PEM data in certificate input");
    }
    if (key == null) {
      throw BuiltinException.of("tls: failed to find any PEM data in key input");
    }
    if (!(leaf instanceof RegoObject object) || !key.publicKey().equals(object.get("PublicKey"))) {
      throw BuiltinException.of("tls: private key does not match public key");
    }
    Map<String, RegoValue> members = new HashMap<>();
    members.put("Certificate", RegoArray.of(raw));
    members.put("PrivateKey", key.value());
    members.put("Leaf", leaf);
    members.put("OCSPStaple", RegoNull.NULL);
    members.put("SignedCertificateTimestamps", RegoNull.NULL);
    members.put("SupportedSignatureAlgorithms", RegoNull.NULL);
    return CertificateParts.object(members);
  }

  private static RegoValue parseJwk(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = text(context, arguments, 0);
    if (text.isEmpty()) {
      throw BuiltinException.of("input PEM data was empty");
    }
    if (!text.startsWith("-----BEGIN")) {
      text = latin(Base64Text.standard(text));
    }
    List<PrivateKeyValue> keys = privateKeys(context, text);
    return keys.isEmpty() ? RegoNull.NULL : keys.getFirst().jwk();
  }

  private static RegoValue parseKeys(EvaluationContext context, RegoValue[] arguments)
      throws BuiltinException {
    String text = text(context, arguments, 0);
    if (text.isEmpty()) {
      return RegoNull.NULL;
    }
    return RegoArray.of(privateKeys(context, text).stream().map(PrivateKeyValue::value).toList());
  }

  private static List<PrivateKeyValue> privateKeys(EvaluationContext context, String text)
      throws BuiltinException {
    Pem blocks = new Pem(decodedIfBase64(text));
    List<PrivateKeyValue> keys = new ArrayList<>();
    for (Pem.Block block = blocks.next(); block != null; block = blocks.next()) {
      context.charge(JwsAlgorithm.STEPS);
      PrivateKeyValue key = PrivateKeyValue.of(block);
      if (key != null) {
        keys.add(key);
      }
    }
    return keys;
  }

  private static String decodedIfBase64(String text) {
    try {
      return latin(Base64Text.standard(text));
    } catch (BuiltinException e) {
      return text; // PEM as it is
    }
  }

  /** PEM as it is or in base64, or DER in base64, as PEM. */
  private static String unwrapped(String text, String type) throws BuiltinException {
    if (text.startsWith(Pem.BEGIN)) {
      return text;
    }
    byte[] decoded = Base64Text.standard(text);
    String inner = latin(decoded);
    return inner.startsWith(Pem.BEGIN)
        ? inner
        : Pem.BEGIN
            + type
            + "-----\n"
            + Base64.getEncoder().encodeToString(decoded)
            + "\n-----END "
            + type
            + "-----\n";
  }

  private static List<Certificate> certificates(String text) throws BuiltinException {
    if (text.startsWith("-----BEGIN")) {
      return ofPem(text);
    }
    byte[] decoded = Base64Text.standard(text);
    String inner = latin(decoded);
    return inner.startsWith("-----BEGIN") ? ofPem(inner) : parsed(decoded);
  }

  private static List<Certificate> ofPem(String text) throws BuiltinException {
    List<Certificate> certificates = new ArrayList<>();
    Pem blocks = new Pem(text);
    for (Pem.Block block = blocks.next(); block != null; block = blocks.next()) {
      if (!block.type().equals("CERTIFICATE")) {
        throw BuiltinException.of("PEM block type is '" + block.type() + "', expected CERTIFICATE");
      }
      certificates.addAll(parsed(block.content()));
      limit(certificates);
    }
    return certificates;
  }

  /** One certificate after the other. */
  private static List<Certificate> parsed(byte[] der) throws BuiltinException {
    List<Certificate> certificates = new ArrayList<>();
    try (ASN1InputStream in = new ASN1InputStream(der)) {
      for (ASN1Primitive next = in.readObject(); next != null; next = in.readObject()) {
        certificates.add(Certificate.getInstance(next));
        limit(certificates);
      }
    } catch (IOException | RuntimeException e) {
      throw BuiltinException.of("x509: malformed certificate");
    }
    if (certificates.isEmpty()) {
      throw BuiltinException.of("x509: malformed certificate");
    }
    return certificates;
  }

  private static void limit(List<Certificate> certificates) throws BuiltinException {
    if (certificates.size() > MAX_CERTIFICATES) {
      throw BuiltinException.of("more than " + MAX_CERTIFICATES + " certificates");
    }
  }

  private static RegoValue value(Certificate certificate, boolean withUriTexts)
      throws BuiltinException {
    try {
      return CertificateValue.of(certificate, withUriTexts);
    } catch (IOException | RuntimeException e) {
      throw BuiltinException.of("x509: malformed certificate");
    }
  }

  private static X509Certificate java(Certificate certificate)
      throws IOException, CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate.getEncoded()));
  }

  private static Certificate bouncy(X509Certificate certificate) throws BuiltinException {
    try {
      return Certificate.getInstance(certificate.getEncoded());
    } catch (CertificateException e) {
      throw BuiltinException.of("x509: malformed certificate");
    }
  }

  /** Bytes as characters, one by one. */
  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String text(EvaluationContext context, RegoValue[] arguments, int index)
      throws BuiltinException {
    String text = Arguments.string(arguments, index);
    BoundedText.chargeFor(context, 8L * text.length());
    return text;
  }
}
