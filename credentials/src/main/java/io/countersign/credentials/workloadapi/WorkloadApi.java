package io.countersign.credentials.workloadapi;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the SPIFFE agent on this machine for the bundles that it trusts (SPIFFE Workload API §5.2.2,
 * §6.2.2). Each call connects anew, so that an answer also says that the agent is alive. Safe for
 * use by many threads; what it does blocks.
 */
public final class WorkloadApi {
  private static final String SERVICE = "/SpiffeWorkloadAPI/";
  private static final int X509_BUNDLES = 2;
  private static final int JWT_BUNDLES = 1;

  private final Path socket;
  private final Duration timeout;

  /**
   * Asks at that socket.
   *
   * @param timeout for one call from its start to the end of the answer
   */
  public WorkloadApi(Path socket, Duration timeout) {
    this.socket = socket;
    this.timeout = timeout;
  }

  /**
   * The authorities for X.509-SVIDs: certificates in DER one after the other, by the SPIFFE ID of
   * their trust domain.
   *
   * @throws IOException when nothing usable comes in time
   */
  public Map<String, byte[]> x509Bundles() throws IOException {
    return Protobuf.map(call("FetchX509Bundles"), X509_BUNDLES);
  }

  /**
   * The keys for JWT-SVIDs: JWK sets, by the SPIFFE ID of their trust domain.
   *
   * @throws IOException when nothing usable comes in time
   */
  public Map<String, byte[]> jwtBundles() throws IOException {
    return Protobuf.map(call("FetchJWTBundles"), JWT_BUNDLES);
  }

  /** On a thread of its own: interrupting it ends the connection, whatever it waits for. */
  private byte[] call(String method) throws IOException {
    FutureTask<byte[]> answer = new FutureTask<>(() -> exchange(SERVICE + method));
    Thread.ofVirtual().start(answer);
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw new IOException("the agent gave no answer within " + timeout.toMillis() + " ms", late);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException io
          ? io
          : new IOException("the call failed", failed.getCause());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopping);
    } finally {
      answer.cancel(true);
    }
  }

  private byte[] exchange(String path) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return new GrpcCall(Channels.newInputStream(channel), Channels.newOutputStream(channel))
          .firstMessage(path);
    }
  }
}
