package io.countersign.credentials.remote;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Exchanges with servers, bounded in size and time, over https, or over http where the answer is
 * signed by itself (OCSP). It follows no redirect, since the configuration says where trust comes
 * from and a server must not say otherwise. Safe for use by many threads; what it does blocks.
 */
public final class BoundedHttp implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final int OK = 200;

  private final HttpClient client;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Duration timeout;

  /**
   * Trusts what the context trusts, and shows its certificate when it has one.
   *
   * @param timeout for one exchange from its start to the last byte of the answer
   */
  public BoundedHttp(SSLContext tls, Duration timeout) {
    this.timeout = timeout;
    client =
        HttpClient.newBuilder()
            .sslContext(tls)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** An answer as it came. */
  static final class Raw {
    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    Raw(int status, HttpHeaders headers, byte[] body) {
      this.status = status;
      this.headers = headers;
      this.body = body;
    }

    int status() {
      return status;
    }

    HttpHeaders headers() {
      return headers;
    }

    byte[] body() {
      return body;
    }
  }

  /**
   * Gets a resource.
   *
   * @throws IOException when the answer is not 200, too large, late, or there is none
   */
  public byte[] get(URI uri, String accept, int maxBytes) throws IOException {
    return ok(exchange(request(uri).header("Accept", accept).GET().build(), maxBytes));
  }

  /**
   * Posts a body.
   *
   * @throws IOException as {@link #get}
   */
  public byte[] post(URI uri, String contentType, byte[] body, int maxBytes) throws IOException {
    return ok(
        exchange(
            request(uri)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body))
                .build(),
            maxBytes));
  }

  private static byte[] ok(Raw answer) throws IOException {
    if (answer.status() != OK) {
      throw new IOException("answered with status " + answer.status());
    }
    return answer.body();
  }

  static HttpRequest.Builder request(URI uri) throws IOException {
    try {
      return HttpRequest.newBuilder(uri);
    } catch (IllegalArgumentException unusable) {
      throw new IOException("not a URI that can be asked", unusable);
    }
  }

  /** On a thread of its own, so that a server that sends one byte at a time is given up, too. */
  Raw exchange(HttpRequest request, int maxBytes) throws IOException {
    Future<Raw> answer;
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
          ? new IOException(why(io), io)
          : new IOException("the exchange failed", failed.getCause());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopping);
    } finally {
      answer.cancel(true);
    }
  }

  private static String why(IOException failed) {
    return failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
  }

  private Raw read(HttpRequest request, int maxBytes) throws IOException, InterruptedException {
    HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      byte[] body = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw new IOException("the answer is larger than " + maxBytes + " bytes");
      }
      return new Raw(response.statusCode(), response.headers(), body);
    }
  }

  /** Ends connections and threads. */
  @Override
  public void close() {
    threads.shutdownNow();
    client.shutdownNow();
    client.close();
  }
}
