package io.countersign.credentials.remote;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads from servers that it authenticates. It follows no redirect, since the configuration says
 * where trust comes from and a server must not say otherwise; and it bounds the size of every
 * answer and the time for the whole exchange. Safe for use by many threads; what it does blocks.
 */
public final class HttpsClient implements AutoCloseable {
  private final BoundedHttp http;

  /**
   * Trusts what the context trusts, and shows its certificate when it has one.
   *
   * @param timeout for one exchange from its start to the last byte of the answer
   */
  public HttpsClient(SSLContext tls, Duration timeout) {
    this.http = new BoundedHttp(tls, timeout);
  }

  /** Trusts the certificate authorities of the Java runtime. */
  public static HttpsClient ofSystemTrust(Duration timeout) {
    try {
      return new HttpsClient(SSLContext.getDefault(), timeout);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the runtime has no default TLS context", e);
    }
  }

  /**
   * A server's answer.
   *
   * @param body empty when the status is 304
   * @param mediaType in lower case and without parameters; empty when the server does not say
   * @param etag for the next conditional request; null when the server gave none
   * @param maxAge how long it may be reused (RFC 9111 §5.2.2.1); null when the server does not say
   */
  public record Answer(
      int status,
      String body,
      String mediaType,
      @Nullable String etag,
      @Nullable Duration maxAge) {}

  /**
   * Gets a resource, or 304 when it is still the one with this tag.
   *
   * @param etag of the copy one has; null to get it in any case
   * @throws IOException when the URI is not https, the server is not who it should be, does not
   *     answer in time, or answers more than that many bytes
   */
  public Answer get(URI uri, String accept, @Nullable String etag, int maxBytes)
      throws IOException {
    HttpRequest.Builder request = request(uri).header("Accept", accept).GET();
    if (etag != null) {
      request.header("If-None-Match", etag);
    }
    return exchange(request.build(), maxBytes);
  }

  /**
   * Posts a body.
   *
   * @param headers such as {@code Content-Type} and {@code Authorization}
   * @throws IOException as {@link #get}
   */
  public Answer post(URI uri, Map<String, String> headers, byte[] body, int maxBytes)
      throws IOException {
    HttpRequest.Builder request = request(uri).POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return exchange(request.build(), maxBytes);
  }

  private static HttpRequest.Builder request(URI uri) throws IOException {
    if (!"https".equals(uri.getScheme()) || uri.getHost() == null || uri.getUserInfo() != null) {
      throw new IOException("not an https URI with a host and without a password");
    }
    return BoundedHttp.request(uri);
  }

  private Answer exchange(HttpRequest request, int maxBytes) throws IOException {
    BoundedHttp.Raw raw = http.exchange(request, maxBytes);
    return new Answer(
        raw.status(),
        new String(raw.body(), StandardCharsets.UTF_8),
        mediaType(raw.headers()),
        raw.headers().firstValue("ETag").orElse(null),
        maxAge(raw.headers()).orElse(null));
  }

  /** Names of media types have no case (RFC 9110 §8.3.1). */
  private static String mediaType(HttpHeaders headers) {
    String type = headers.firstValue("Content-Type").orElse("");
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
  }

  /** Names of directives have no case (RFC 9111 §5.2). */
  private static Optional<Duration> maxAge(HttpHeaders headers) {
    return headers.allValues("Cache-Control").stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(directive -> directive.strip().toLowerCase(Locale.ROOT))
        .filter(directive -> directive.matches("max-age=\\d{1,9}"))
        .map(directive -> Duration.ofSeconds(Long.parseLong(directive.substring(8))))
        .findFirst();
  }

  /** Ends connections and threads. */
  @Override
  public void close() {
    http.close();
  }
}
