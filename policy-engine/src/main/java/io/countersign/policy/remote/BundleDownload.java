package io.countersign.policy.remote;

import io.countersign.policy.bundle.BundleException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One conditional GET after the other, each bounded in size and time. It follows no redirect: the
 * configuration says where policy comes from, and a server must not say otherwise.
 */
final class BundleDownload implements AutoCloseable {
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;

  /** {@code entity-tag} (RFC 9110 §8.8.3), of a length that a header takes. */
  private static final Pattern ETAG = Pattern.compile("(W/)?\"[\\x21\\x23-\\x7e]{0,256}\"");

  private final HttpsBundleOptions options;
  private final TlsSetup tls;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable SSLContext context;
  private @Nullable HttpClient client;

  BundleDownload(HttpsBundleOptions options, TlsSetup tls) {
    this.options = options;
    this.tls = tls;
  }

  /** What the server answers. */
  sealed interface Answer {
    /** The copy one has is still the one. */
    record NotModified() implements Answer {}

    /** An archive, of which nothing is checked yet. */
    final class Archive implements Answer {
      private final byte[] bytes;
      private final @Nullable String etag;

      private Archive(byte[] bytes, @Nullable String etag) {
        this.bytes = bytes;
        this.etag = etag;
      }

      byte[] bytes() {
        return bytes;
      }

      /** For the next conditional request; null when the server gave none. */
      @Nullable String etag() {
        return etag;
      }
    }
  }

  /**
   * Gets the archive.
   *
   * @param etag of the copy one has; null to get it in any case
   * @throws IOException when the server is not who it should be, answers something else, more than
   *     it may or too late; the message is one line
   * @throws BundleException when the set-up cannot be used
   */
  Answer get(@Nullable String etag) throws IOException, BundleException {
    HttpRequest.Builder request = HttpRequest.newBuilder(options.uri()).GET();
    request.header("Accept", "application/gzip, application/octet-stream;q=0.9, */*;q=0.1");
    if (etag != null) {
      request.header("If-None-Match", etag);
    }
    if (options.token() != null) {
      request.header("Authorization", BearerToken.authorization(options.token()));
    }
    HttpRequest ready = request.build();
    HttpClient asking = client(tls.context());
    // On a thread of its own, so that a server that sends one byte at a time is given up, too.
    Future<Answer> answer;
    try {
      answer = threads.submit(() -> read(asking, ready, etag != null));
    } catch (RejectedExecutionException stopping) {
      throw new IOException("closed", stopping);
    }
    try {
      return answer.get(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new IOException("no complete answer in " + options.timeout().toMillis() + " ms", late);
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

  private synchronized HttpClient client(SSLContext now) {
    if (client == null || !now.equals(context)) {
      if (client != null) {
        client.shutdownNow();
      }
      context = now;
      client =
          HttpClient.newBuilder()
              .sslContext(now)
              .version(HttpClient.Version.HTTP_2)
              .connectTimeout(options.timeout())
              .followRedirects(HttpClient.Redirect.NEVER)
              .build();
    }
    return client;
  }

  private Answer read(HttpClient asking, HttpRequest request, boolean conditional)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response = asking.send(request, BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      HttpHeaders headers = response.headers();
      if (response.statusCode() == NOT_MODIFIED && conditional) {
        return new Answer.NotModified();
      }
      if (response.statusCode() != OK) {
        throw new IOException("it answers with status " + response.statusCode());
      }
      String encoding = headers.firstValue("Content-Encoding").orElse("identity");
      if (!encoding.toLowerCase(Locale.ROOT).equals("identity")) {
        throw new IOException("it encodes the archive, though nobody asked it to");
      }
      long length = headers.firstValueAsLong("Content-Length").orElse(0);
      if (length > options.maxBytes()) {
        throw tooLarge();
      }
      byte[] bytes = in.readNBytes(Math.toIntExact(options.maxBytes()));
      if (in.read() >= 0) {
        throw tooLarge();
      }
      return new Answer.Archive(
          bytes,
          headers.firstValue("ETag").filter(tag -> ETAG.matcher(tag).matches()).orElse(null));
    }
  }

  private IOException tooLarge() {
    return new IOException("it answers more than " + options.maxBytes() + " bytes");
  }

  @Override
  public synchronized void close() {
    threads.shutdownNow();
    if (client != null) {
      client.shutdownNow();
    }
  }
}
