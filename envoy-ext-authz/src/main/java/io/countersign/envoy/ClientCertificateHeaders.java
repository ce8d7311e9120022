package io.countersign.envoy;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Headers;
import io.countersign.decision.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Reads the client's certificate from the header that the gateway is configured to send. */
final class ClientCertificateHeaders {
  /** RFC 9440 §2.3: the chain without the client's own certificate. */
  private static final String CLIENT_CERT_CHAIN = "client-cert-chain";

  private ClientCertificateHeaders() {}

  /** Whether the question has the configured header, readable or not. */
  static boolean present(CertificateSource source, Headers headers) {
    return headers.fields().stream().anyMatch(field -> isOf(source, field.name()));
  }

  /** Whether a field of this name brings a certificate. */
  static boolean isOf(CertificateSource source, String name) {
    return (!source.header().isEmpty() && name.equalsIgnoreCase(source.header()))
        || (source == CertificateSource.CLIENT_CERT && name.equalsIgnoreCase(CLIENT_CERT_CHAIN));
  }

  /**
   * The PEM chain, leaf first; empty when the header is absent, or cannot be read in one way, which
   * is a defect of the request. Headers of other dialects are the client's and are passed over.
   */
  static String chain(CertificateSource source, Headers headers, AccessRequest.Builder access) {
    if (!present(source, headers)) {
      return "";
    }
    List<String> leaf = headers.values(source.header());
    List<String> others =
        source == CertificateSource.CLIENT_CERT ? headers.values(CLIENT_CERT_CHAIN) : List.of();
    if (leaf.size() > 1 || others.size() > 1) {
      access.defect(Reason.CERTIFICATE_MULTIPLE);
      return "";
    }
    Optional<String> chain = leaf.isEmpty() ? Optional.empty() : read(source, leaf, others);
    if (chain.isEmpty()) {
      access.defect(Reason.CERTIFICATE_MALFORMED);
    }
    return chain.orElse("");
  }

  private static Optional<String> read(
      CertificateSource source, List<String> leaf, List<String> others) {
    String value = leaf.getFirst();
    int length = value.length() + others.stream().mapToInt(String::length).sum();
    if (length > RequestLimits.CERTIFICATE_LENGTH) {
      return Optional.empty();
    }
    return switch (source) {
      case ATTRIBUTES -> Optional.empty();
      case X_FORWARDED_CLIENT_CERT -> ForwardedClientCert.chain(value).flatMap(PemChain::ofPem);
      case CLIENT_CERT -> structured(value, others);
      case SSL_CLIENT_CERT -> unescaped(value).flatMap(PemChain::ofPem);
      case X_FORWARDED_TLS_CLIENT_CERT ->
          unescaped(value).flatMap(plain -> PemChain.ofBase64(split(plain)));
    };
  }

  /** An Item, and a List of Items, that are Byte Sequences without parameters (RFC 9651 §3.3.5). */
  private static Optional<String> structured(String leaf, List<String> others) {
    List<String> items = new ArrayList<>();
    items.add(leaf);
    others.forEach(list -> split(list).forEach(item -> items.add(trimmed(item))));
    if (!items.stream().allMatch(ClientCertificateHeaders::isByteSequence)) {
      return Optional.empty();
    }
    return PemChain.ofBase64(
        items.stream().map(item -> item.substring(1, item.length() - 1)).toList());
  }

  private static boolean isByteSequence(String item) {
    return item.length() > 2 && item.startsWith(":") && item.endsWith(":");
  }

  /** Without optional white space: blanks and tabs. */
  private static String trimmed(String item) {
    return item.replaceAll("^[ \t]+|[ \t]+$", "");
  }

  /** Empty parts kept, so that a comma too many is seen. */
  private static List<String> split(String text) {
    return Arrays.asList(text.split(",", -1));
  }

  /**
   * URL-decoded once, a plus staying a plus: Traefik before version 3 escapes, later ones do not.
   */
  private static Optional<String> unescaped(String text) {
    ByteBuffer plain = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > '~') {
        return Optional.empty();
      }
      if (c != '%') {
        plain.put((byte) c);
        continue;
      }
      if (i + 2 >= text.length()
          || !HexFormat.isHexDigit(text.charAt(i + 1))
          || !HexFormat.isHexDigit(text.charAt(i + 2))) {
        return Optional.empty();
      }
      plain.put((byte) HexFormat.fromHexDigits(text, i + 1, i + 3));
      i += 2;
    }
    try {
      return Optional.of(StandardCharsets.US_ASCII.newDecoder().decode(plain.flip()).toString());
    } catch (CharacterCodingException notAscii) {
      return Optional.empty();
    }
  }
}
