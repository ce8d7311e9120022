package io.countersign.credentials.x509;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.remote.BoundedHttp;
import io.countersign.credentials.x509.TestCa.Issued;
import io.countersign.credentials.x509.revocation.CrlSource;
import io.countersign.credentials.x509.revocation.Freshness;
import io.countersign.credentials.x509.revocation.IssuerRevocation;
import io.countersign.credentials.x509.revocation.IssuerRevocation.Mode;
import io.countersign.decision.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Revocation lists from a real https server on loopback. */
final class CrlOverHttpsTest {
  private static final Issued WEB_ROOT = valid(TestCa.ca("CN=web")).selfSigned();
  private static final Issued ROOT = TestCa.ca("CN=root").selfSigned();
  private static final Issued LEAF = TestCa.leaf("spiffe://prod.example/orders").by(ROOT);
  private static final List<X509Certificate> PATH = List.of(LEAF.certificate(), ROOT.certificate());
  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final Freshness FRESH = new Freshness(Duration.ofHours(1), Duration.ofMinutes(1));
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final AtomicInteger asked = new AtomicInteger();
  private volatile byte[] list = TestCrl.of(ROOT).der();
  private volatile int status = 200;
  private HttpsServer server;
  private BoundedHttp http;

  private static TestCa.Spec valid(TestCa.Spec spec) {
    // The platform's TLS looks at its own clock.
    Instant now = InstantSource.system().instant();
    return spec.valid(now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)));
  }

  @BeforeEach
  void start() throws IOException, GeneralSecurityException {
    Issued web =
        valid(new TestCa.Spec())
            .names(new GeneralName(GeneralName.iPAddress, "127.0.0.1"))
            .by(WEB_ROOT);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(serverTls(web)));
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          if (status != 200) {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
          }
          exchange.sendResponseHeaders(status, list.length);
          try (var out = exchange.getResponseBody()) {
            out.write(list);
          }
        });
    server.start();
    http = new BoundedHttp(clientTls(WEB_ROOT), Duration.ofSeconds(3));
  }

  @AfterEach
  void stop() {
    http.close();
    server.stop(0);
  }

  private static SSLContext serverTls(Issued web) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "web", web.keys().getPrivate(), PASSWORD, new Certificate[] {web.certificate()});
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    return tls;
  }

  private static SSLContext clientTls(Issued root) throws IOException, GeneralSecurityException {
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    roots.setCertificateEntry("root", root.certificate());
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(roots);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, managers.getTrustManagers(), null);
    return tls;
  }

  private IssuerRevocation checker(BoundedHttp client) throws CredentialConfigException {
    URI uri = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/root.crl");
    CrlSource source = CrlSource.ofHttps(uri, client, INTERVAL, FRESH, Runnable::run);
    return new IssuerRevocation(Mode.CRL, List.of(source), List.of());
  }

  @Test
  void listIsFetchedOncePerInterval() throws Exception {
    IssuerRevocation checker = checker(http);
    assertEquals(null, checker.check(PATH, TestCa.NOON_30).refusal());
    assertEquals(null, checker.check(PATH, TestCa.NOON_30.plusSeconds(299)).refusal());
    assertEquals(1, asked.get());
    list = TestCrl.of(ROOT).number(11L).revokes(LEAF).der();
    checker.check(PATH, TestCa.NOON_30.plusSeconds(300));
    assertEquals(2, asked.get());
    assertEquals(
        Reason.CERTIFICATE_REVOKED, checker.check(PATH, TestCa.NOON_30.plusSeconds(300)).refusal());
  }

  @Test
  void lastGoodListStaysWhileTheServerFailsAndNoLonger() throws Exception {
    IssuerRevocation checker = checker(http);
    assertEquals(null, checker.check(PATH, TestCa.NOON_30).refusal());
    assertTrue(checker.problems(TestCa.NOON_30).isEmpty());
    status = 503;
    Instant later = TestCa.NOON_30.plus(Duration.ofMinutes(44));
    assertEquals(null, checker.check(PATH, later).refusal());
    assertEquals(1, checker.problems(later).size());
    assertEquals(
        Reason.CERTIFICATE_STATUS_UNKNOWN,
        checker.check(PATH, TestCa.NOON_30.plus(Duration.ofMinutes(45))).refusal());
  }

  @Test
  void redirectIsNotFollowed() throws Exception {
    status = 302;
    assertEquals(
        Reason.CERTIFICATE_STATUS_UNKNOWN, checker(http).check(PATH, TestCa.NOON_30).refusal());
    assertEquals(1, asked.get());
  }

  @Test
  void listOver16MiBIsNotTaken() throws Exception {
    list = new byte[16 * 1024 * 1024 + 1];
    assertEquals(
        Reason.CERTIFICATE_STATUS_UNKNOWN, checker(http).check(PATH, TestCa.NOON_30).refusal());
  }

  @Test
  void serverOfAnotherAuthorityIsNotBelieved() throws Exception {
    try (BoundedHttp stranger = new BoundedHttp(clientTls(ROOT), Duration.ofSeconds(3))) {
      assertEquals(
          Reason.CERTIFICATE_STATUS_UNKNOWN,
          checker(stranger).check(PATH, TestCa.NOON_30).refusal());
    }
    assertEquals(0, asked.get());
  }

  @Test
  void uriIsHttpsWithoutPassword() {
    for (String uri : List.of("http://ca.example/l", "file:/l", "https://u:p@ca.example/l")) {
      assertThrows(
          CredentialConfigException.class,
          () -> CrlSource.ofHttps(URI.create(uri), http, INTERVAL, FRESH, Runnable::run),
          uri);
    }
  }
}
