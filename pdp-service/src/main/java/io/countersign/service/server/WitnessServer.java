package io.countersign.service.server;

import io.countersign.log.witness.WitnessKey;
import io.countersign.service.config.HostPort;
import io.countersign.service.config.Settings.WitnessSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A witness with an HTTP port of its own. */
public final class WitnessServer implements AutoCloseable {
  private static final int IDLE_SECONDS = 60;
  private static final long END_SECONDS = 5;

  private final Vertx vertx;
  private final WitnessParts witness;
  private final HostPort address;

  private WitnessServer(Vertx vertx, WitnessParts witness, HostPort address) {
    this.vertx = vertx;
    this.witness = witness;
    this.address = address;
  }

  /**
   * Starts it.
   *
   * @throws IOException when the key, the folder or the port cannot be used
   */
  public static WitnessServer start(HostPort listen, WitnessSettings settings) throws IOException {
    Vertx vertx = Vertx.vertx();
    WitnessParts witness = null;
    try {
      witness = WitnessParts.open(settings, vertx, InstantSource.system());
      Router router = Router.router(vertx);
      witness.install(router);
      HttpServer http =
          vertx
              .createHttpServer(new HttpServerOptions().setIdleTimeout(IDLE_SECONDS))
              .requestHandler(router)
              .listen(listen.port(), listen.host())
              .toCompletionStage()
              .toCompletableFuture()
              .join();
      return new WitnessServer(vertx, witness, new HostPort(listen.host(), http.actualPort()));
    } catch (CompletionException refused) {
      close(vertx, witness);
      throw new IOException(listen + ": " + refused.getCause(), refused);
    } catch (IOException refused) {
      close(vertx, witness);
      throw refused;
    }
  }

  /** Verifies its cosignatures. */
  public WitnessKey key() {
    return witness.key().orElseThrow();
  }

  /** Where it listens, with the port that the system chose when it was to. */
  public HostPort address() {
    return address;
  }

  @Override
  public void close() throws IOException {
    close(vertx, witness);
  }

  private static void close(Vertx vertx, @Nullable WitnessParts witness) throws IOException {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the port did not close", e);
    } finally {
      if (witness != null) {
        witness.close();
      }
    }
  }
}
