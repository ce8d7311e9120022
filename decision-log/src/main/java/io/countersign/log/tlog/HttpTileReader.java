package io.countersign.log.tlog;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads a log over HTTP. Follows no redirects: a log is where its address says. */
public final class HttpTileReader implements TileReader {
  private static final int NOT_FOUND = 404;
  private static final int OK = 200;

  private final URI base;
  private final Duration timeout;
  private final HttpClient client;

  /**
   * A log below an address.
   *
   * @param base http or https; the checkpoint is directly below it
   * @param timeout for one file, connecting and reading it whole
   */
  public HttpTileReader(URI base, Duration timeout) {
    String scheme = base.getScheme();
    if (!"http".equals(scheme) && !"https".equals(scheme)) {
      throw new IllegalArgumentException("a log's address starts with http:// or https://");
    }
    this.base = base.toString().endsWith("/") ? base : URI.create(base + "/");
    this.timeout = timeout;
    this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
  }

  @Override
  public byte[] read(String path, int maxBytes) throws IOException {
    URI address = base.resolve(path);
    HttpRequest request = HttpRequest.newBuilder(address).timeout(timeout).build();
    // One byte more than allowed tells a file that is too long from one that just fits.
    HttpResponse<byte[]> response =
        await(
            address,
            client.sendAsync(
                request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes + 1L)));
    if (response.statusCode() == NOT_FOUND) {
      throw new NoSuchFileException(path);
    }
    if (response.statusCode() != OK) {
      throw new IOException(address + ": answered with status " + response.statusCode());
    }
    if (response.body().length > maxBytes) {
      throw new FileLengthException(path, "is longer than " + maxBytes + " bytes");
    }
    return response.body();
  }

  private HttpResponse<byte[]> await(URI address, CompletableFuture<HttpResponse<byte[]>> answer)
      throws IOException {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException(address + ": no whole answer within " + timeout, e);
    } catch (ExecutionException e) {
      throw new IOException(address + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(address + ": interrupted");
    }
  }
}
