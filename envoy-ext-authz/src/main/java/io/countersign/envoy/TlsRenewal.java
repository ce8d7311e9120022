package io.countersign.envoy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;

/**
 * Gives a listener the certificates that its files hold now. What cannot be used, such as a file
 * half written, leaves the listener as it was, and is tried again.
 */
final class TlsRenewal {
  private static final System.Logger LOG = System.getLogger(TlsRenewal.class.getName());
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final TlsFiles files;
  private final HttpServer server;
  private TlsFiles.Contents used;
  private TlsFiles.Contents seen;

  private TlsRenewal(TlsFiles files, TlsFiles.Contents used, HttpServer server) {
    this.files = files;
    this.used = used;
    this.seen = used;
    this.server = server;
  }

  /**
   * Begins to look.
   *
   * @return the timer, to be cancelled
   */
  static long start(Vertx vertx, TlsFiles files, TlsFiles.Contents used, HttpServer server) {
    TlsRenewal renewal = new TlsRenewal(files, used, server);
    return vertx.setPeriodic(
        EVERY.toMillis(),
        timer ->
            vertx
                .executeBlocking(files::read)
                .onSuccess(renewal::look)
                .onFailure(failure -> renewal.failed()));
  }

  /** Certificate and key are two files: they are taken when nobody has changed them for a while. */
  private synchronized void look(TlsFiles.Contents now) {
    boolean settled = now.equals(seen);
    seen = now;
    if (settled && !now.equals(used)) {
      server
          .updateSSLOptions(now.renewed(), true)
          .onSuccess(changed -> use(now))
          .onFailure(failure -> failed());
    }
  }

  private synchronized void use(TlsFiles.Contents now) {
    used = now;
    LOG.log(System.Logger.Level.INFO, "renewed the TLS certificate " + files.certificate());
  }

  /** Not the exception, which may quote the files. */
  private void failed() {
    LOG.log(
        System.Logger.Level.WARNING,
        "the TLS files of " + files.certificate() + " cannot be used; the ones before stay");
  }
}
