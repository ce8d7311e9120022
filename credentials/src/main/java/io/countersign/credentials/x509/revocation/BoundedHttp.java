package io.countersign.credentials.x509.revocation;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Fetches bytes that are signed in themselves, over http as well as https. It goes only where the
 * configuration says: it follows no redirect, and no address from a certificate comes here. It
 * bounds the size of every answer and the time for the whole exchange. Safe for use by many
 * threads; what it does blocks.
 */
public final class BoundedHttp implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final int OK = 200;

  private final HttpClient client;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Duration timeout;

  /**
   * Trusts what the context trusts.
   *
   * @param timeout for one exchange from its start to the last byte of the answer
   */
  public BoundedHttp(SSLContext tls, Duration timeout) {
    this.timeout = timeout;
    client =
        HttpClient.newBuilder()
            .sslContext(tls)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  byte[] get(URI uri, String accept, int maxBytes) throws IOException {
    return exchange(HttpRequest.newBuilder(uri).header("Accept", accept).GET().build(), maxBytes);
  }

  byte[] post(URI uri, String contentType, byte[] body, int maxBytes) throws IOException {
    return exchange(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        maxBytes);
  }

  /** On a thread of its own, so that a server that sends one byte at a time is given up, too. */
  private byte[] exchange(HttpRequest request, int maxBytes) throws IOException {
    Future<byte[]> answer = threads.submit(() -> read(request, maxBytes));
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

  private byte[] read(HttpRequest request, int maxBytes) throws IOException, InterruptedException {
    HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      if (response.statusCode() != OK) {
        throw new IOException("answered with status " + response.statusCode());
      }
      byte[] body = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw new IOException("the answer is larger than " + maxBytes + " bytes");
      }
      return body;
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
