package io.countersign.credentials.remote;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads from servers that it authenticates. It follows no redirect, since the configuration says
 * where trust comes from and a server must not say otherwise; and it bounds the size of every
 * answer and the time for the whole exchange. Safe for use by many threads; what it does blocks.
 */
public final class HttpsClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  private final HttpClient client;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Duration timeout;

  /**
   * Trusts what the context trusts, and shows its certificate when it has one.
   *
   * @param timeout for one exchange from its start to the last byte of the answer
   */
  public HttpsClient(SSLContext tls, Duration timeout) {
    this.timeout = timeout;
    client =
        HttpClient.newBuilder()
            .sslContext(tls)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
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
    try {
      return HttpRequest.newBuilder(uri);
    } catch (IllegalArgumentException unusable) {
      throw new IOException("not a URI that can be asked", unusable);
    }
  }

  /** On a thread of its own, so that a server that sends one byte at a time is given up, too. */
  private Answer exchange(HttpRequest request, int maxBytes) throws IOException {
    Future<Answer> answer;
    try {
      answer = threads.submit(() -> read(request, maxBytes));
    } catch (RejectedExecutionException stopping) {
      throw new IOException("closed", stopping);
    }
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw new IOException("no complete answer within " + timeout.toMillis() + " ms", late);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException io
          ? io
          : new IOException("the exchange failed", failed.getCause());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopping);
    } finally {
      answer.cancel(true);
    }
  }

  private Answer read(HttpRequest request, int maxBytes) throws IOException, InterruptedException {
    HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.write(in.readNBytes(maxBytes));
      if (in.read() >= 0) {
        throw new IOException("the answer is larger than " + maxBytes + " bytes");
      }
      return new Answer(
          response.statusCode(),
          body.toString(StandardCharsets.UTF_8),
          mediaType(response),
          response.headers().firstValue("ETag").orElse(null),
          maxAge(response).orElse(null));
    }
  }

  /** Names of media types have no case (RFC 9110 §8.3.1). */
  private static String mediaType(HttpResponse<?> response) {
    String type = response.headers().firstValue("Content-Type").orElse("");
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
  }

  /** Names of directives have no case (RFC 9111 §5.2). */
  private static Optional<Duration> maxAge(HttpResponse<?> response) {
    return response.headers().allValues("Cache-Control").stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(directive -> directive.strip().toLowerCase(Locale.ROOT))
        .filter(directive -> directive.matches("max-age=\\d{1,9}"))
        .map(directive -> Duration.ofSeconds(Long.parseLong(directive.substring(8))))
        .findFirst();
  }

  /** Ends connections and threads. */
  @Override
  public void close() {
    threads.shutdownNow();
    client.shutdownNow();
    client.close();
  }
}
