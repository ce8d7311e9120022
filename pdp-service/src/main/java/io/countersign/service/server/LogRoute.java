package io.countersign.service.server;

import io.countersign.decision.Sha256;
import io.countersign.log.tlog.EntryBundle;
import io.countersign.log.tlog.PublishedFile;
import io.countersign.log.tlog.PublishedFile.Kind;
import io.countersign.log.tlog.PublishedLog;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Serves the log in the layout of c2sp.org/tlog-tiles, and nothing else of its directory. Files are
 * read by Vert.x's worker threads. A path is compared as it was sent, so that there is nothing to
 * decode or to normalise.
 */
final class LogRoute implements Handler<HttpServerRequest> {
  static final String PREFIX = "/log/";

  private static final System.Logger LOG = System.getLogger(LogRoute.class.getName());

  /** The public key, as the log writes it beside the checkpoint. */
  private static final String VKEY = "vkey";

  /** What answers that are under way may take together; a client may be slow to read. */
  private static final long MAX_BYTES_UNDER_WAY = 64 << 20;

  private static final String FOR_GOOD = "public, max-age=31536000, immutable";

  /** It never changes either, but a wider one takes its place. */
  private static final String SHORTLY = "public, max-age=60";

  private static final Set<HttpMethod> READ = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  private final Vertx vertx;
  private final Path directory;
  private final Path checkpoint;
  private final PublishedLog log;
  private final long mostUnderWay;
  private final AtomicLong underWay = new AtomicLong();

  /**
   * Serves the log in a directory.
   *
   * @param checkpoint the file of it that is served as the checkpoint
   */
  LogRoute(Vertx vertx, Path directory, String checkpoint) {
    this(vertx, directory, checkpoint, MAX_BYTES_UNDER_WAY);
  }

  LogRoute(Vertx vertx, Path directory, String checkpoint, long mostUnderWay) {
    this.vertx = vertx;
    this.directory = directory;
    this.checkpoint = directory.resolve(checkpoint);
    this.log = new PublishedLog(directory);
    this.mostUnderWay = mostUnderWay;
  }

  /** Whether the request asks for something of the log. */
  static boolean takes(HttpServerRequest request) {
    String path = request.path();
    return path != null && path.startsWith(PREFIX);
  }

  /**
   * What to send.
   *
   * @param etag quoted
   * @param reserved bytes of {@link #underWay}, given back when it is sent
   */
  private record Content(
      Buffer body, String type, String caching, String etag, boolean packed, long reserved) {}

  /** So much is under way that one more file has to wait. */
  private static final class BusyException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.putHeader("x-content-type-options", "nosniff");
    String path = String.valueOf(request.path()).substring(PREFIX.length());
    Optional<PublishedFile> file = PublishedFile.of(path);
    if (file.isEmpty() && !path.equals(VKEY)) {
      refuse(response, 404, "not found");
    } else if (!READ.contains(request.method())) {
      response.putHeader("allow", "GET, HEAD");
      refuse(response, 405, "method not allowed");
    } else {
      boolean gzip = AcceptEncoding.allowsGzip(request.headers().getAll("accept-encoding"));
      vertx
          .executeBlocking(() -> load(file.orElse(null), gzip), false)
          .onSuccess(content -> send(request, content))
          .onFailure(failure -> fail(response, failure));
    }
  }

  private Content load(@Nullable PublishedFile file, boolean gzip) throws IOException {
    if (file == null || file.kind() == Kind.CHECKPOINT) {
      Path text = file == null ? directory.resolve(VKEY) : checkpoint;
      return content(text, "text/plain; charset=utf-8", "no-cache", false);
    }
    return content(
        log.locate(file),
        "application/octet-stream",
        file.isFull() ? FOR_GOOD : SHORTLY,
        gzip && file.kind() == Kind.ENTRIES);
  }

  private Content content(Path file, String type, String caching, boolean pack) throws IOException {
    long size = Math.min(Files.size(file), EntryBundle.MAX_BYTES);
    if (underWay.addAndGet(size) > mostUnderWay) {
      underWay.addAndGet(-size);
      throw new BusyException();
    }
    boolean read = false;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes((int) size);
      String etag = Sha256.of(bytes).hex().substring(0, 32);
      Buffer body = Buffer.buffer(pack ? gzip(bytes) : bytes);
      read = true;
      return new Content(
          body, type, caching, "\"" + etag + (pack ? "-gzip" : "") + "\"", pack, size);
    } finally {
      if (!read) {
        underWay.addAndGet(-size);
      }
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 4 + 64);
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private void send(HttpServerRequest request, Content content) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      underWay.addAndGet(-content.reserved());
      return;
    }
    response.putHeader("cache-control", content.caching()).putHeader("etag", content.etag());
    response.putHeader("vary", "accept-encoding");
    if (matches(request.getHeader("if-none-match"), content.etag())) {
      response.setStatusCode(304).end().onComplete(x -> underWay.addAndGet(-content.reserved()));
      return;
    }
    response.putHeader("content-type", content.type());
    if (content.packed()) {
      response.putHeader("content-encoding", "gzip");
    }
    if (request.method().equals(HttpMethod.HEAD)) {
      response.putHeader("content-length", Integer.toString(content.body().length()));
      response.end().onComplete(x -> underWay.addAndGet(-content.reserved()));
    } else {
      response.end(content.body()).onComplete(x -> underWay.addAndGet(-content.reserved()));
    }
  }

  /** If-None-Match (RFC 9110 §13.1.2); our tags hold no commas. */
  private static boolean matches(@Nullable String wanted, String etag) {
    if (wanted != null) {
      for (String one : wanted.split(",", -1)) {
        String tag = one.strip();
        if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
          return true;
        }
      }
    }
    return false;
  }

  private static void fail(HttpServerResponse response, Throwable failure) {
    switch (failure) {
      case NoSuchFileException ignored -> refuse(response, 404, "not found");
      case BusyException ignored -> {
        response.putHeader("retry-after", "1");
        refuse(response, 503, "busy");
      }
      default -> {
        LOG.log(System.Logger.Level.WARNING, "a file of the log cannot be served", failure);
        refuse(response, 500, "cannot be read");
      }
    }
  }

  /** Not to be cached: what is not there now may be a moment later. */
  private static void refuse(HttpServerResponse response, int status, String text) {
    if (!response.ended() && !response.closed()) {
      response
          .setStatusCode(status)
          .putHeader("content-type", "text/plain; charset=utf-8")
          .putHeader("cache-control", "no-store")
          .end(text + "\n");
    }
  }
}
