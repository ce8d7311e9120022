package io.countersign.service.server;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.credentials.introspection.ClientAuthentication;
import io.countersign.credentials.introspection.IntrospectionEndpoint;
import io.countersign.credentials.introspection.PrivateKeyJwt;
import io.countersign.credentials.keys.FileKeySource;
import io.countersign.credentials.keys.HttpsKeySource;
import io.countersign.credentials.keys.IssuerDiscovery;
import io.countersign.credentials.keys.KeySource;
import io.countersign.credentials.remote.BoundedHttp;
import io.countersign.credentials.remote.HttpsClient;
import io.countersign.credentials.workloadapi.WorkloadApi;
import io.countersign.credentials.x509.EndpointBundleSource;
import io.countersign.credentials.x509.FileBundleSource;
import io.countersign.credentials.x509.RevocationChecker;
import io.countersign.credentials.x509.SpiffeId;
import io.countersign.credentials.x509.SpiffeServer;
import io.countersign.credentials.x509.TrustBundleSource;
import io.countersign.credentials.x509.TrustBundles;
import io.countersign.credentials.x509.WorkloadApiBundleSource;
import io.countersign.service.config.Location;
import io.countersign.service.config.TrustSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/** Where keys, bundles and revocations come from: files, and servers that are asked again. */
final class TrustSources implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TrustSources.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String SOCKET_VARIABLE = "SPIFFE_ENDPOINT_SOCKET";
  private static final String UNIX = "unix://";

  private final TrustSettings settings;
  private final Duration clockSkew;
  private final InstantSource clock;
  private final SSLContext tls;
  private final HttpsClient https;
  private final BoundedHttp lists;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /** What is fetched, and fetched before the first request comes. */
  private final List<Remote> remote = new ArrayList<>();

  private boolean waits;

  /**
   * Something that is fetched.
   *
   * @param name for the operator
   * @param load fetches it, and says why there was nothing
   */
  private record Remote(String name, Function<Instant, Optional<String>> load) {}

  TrustSources(TrustSettings settings, Duration clockSkew, InstantSource clock)
      throws CredentialConfigException {
    this.settings = settings;
    this.clockSkew = clockSkew;
    this.clock = clock;
    this.tls = TlsContexts.client(settings.ca());
    this.https = new HttpsClient(tls, TIMEOUT);
    this.lists = new BoundedHttp(tls, TIMEOUT);
    parts.push(threads);
    parts.push(https);
    parts.push(lists);
  }

  /** Whether a request may have to wait for a server, so that an event loop must not decide it. */
  boolean mayWait() {
    return waits || !remote.isEmpty();
  }

  /**
   * Asks all servers at once and waits for them. One that is away is asked again later, and is no
   * reason not to start: whoever it vouches for is refused until then.
   */
  void load(Instant now) {
    remote.stream()
        .map(source -> CompletableFuture.runAsync(() -> load(source, now), threads))
        .toList()
        .forEach(CompletableFuture::join);
  }

  private static void load(Remote source, Instant now) {
    source
        .load()
        .apply(now)
        .ifPresent(why ->
            LOG.log(
                System.Logger.Level.WARNING,
                "{0}: nothing can be fetched now ({1}); asked again later",
                source.name(),
                why));
  }

  /**
   * The keys of an issuer.
   *
   * @param issuer whose metadata says where they are, when the location does not
   */
  KeySource keys(Location location, String issuer) throws CredentialConfigException {
    return switch (location) {
      case Location.OfFile file ->
          new FileKeySource(file.path(), FileKeySource.INTERVAL, clock.instant());
      case Location.OfHttps server ->
          asked(issuer, HttpsKeySource.at(server.uri(), https, threads));
      case Location.OfMetadata metadata ->
          asked(issuer, HttpsKeySource.discovered(discovery(issuer), https, threads));
      case Location.OfWorkloadApi api ->
          throw new CredentialConfigException(issuer + ": no keys come from the Workload API");
    };
  }

  private KeySource asked(String issuer, HttpsKeySource source) {
    remote.add(
        new Remote(
            "keys of " + issuer,
            now -> {
              source.refetched(now);
              return source.failure(now);
            }));
    return source;
  }

  private IssuerDiscovery discovery(String issuer) throws CredentialConfigException {
    return new IssuerDiscovery(issuer, IssuerDiscovery.Kind.EITHER, https);
  }

  /** Where an issuer is asked about its opaque tokens. */
  IntrospectionEndpoint introspection(String issuer, TrustSettings.Introspection how)
      throws CredentialConfigException {
    Path certificate = how.certificate();
    ClientAuthentication client;
    HttpsClient asking = https;
    if (certificate == null) {
      client = PrivateKeyJwt.of(how.clientId(), issuer, how.keyId(), how.key());
    } else {
      client = new ClientAuthentication.MutualTls(how.clientId());
      asking = new HttpsClient(TlsContexts.client(settings.ca(), certificate, how.key()), TIMEOUT);
      parts.push(asking);
    }
    URI endpoint = how.endpoint();
    waits = true; // each new token is asked about
    return endpoint == null
        ? IntrospectionEndpoint.discovered(discovery(issuer), client, asking, threads)
        : IntrospectionEndpoint.at(endpoint, client, asking);
  }

  /** The bundles of all trust domains. */
  TrustBundles bundles() throws CredentialConfigException {
    Map<String, TrustBundleSource> byDomain = new HashMap<>();
    List<TrustSettings.Domain> later = new ArrayList<>();
    for (TrustSettings.Domain domain : settings.domains()) {
      if (domain.endpoint() == null) {
        byDomain.put(domain.name(), bundle(domain));
      } else {
        later.add(domain);
      }
    }
    Map<String, TrustBundleSource> known = Map.copyOf(byDomain);
    for (TrustSettings.Domain domain : later) {
      byDomain.put(domain.name(), ofSpiffeServer(domain, known));
    }
    return new TrustBundles(byDomain.values(), settings.maxAge());
  }

  private TrustBundleSource bundle(TrustSettings.Domain domain) throws CredentialConfigException {
    return switch (domain.bundle()) {
      case Location.OfFile file -> ofFile(domain.name(), file.path());
      case Location.OfHttps server ->
          asked(EndpointBundleSource.httpsWeb(domain.name(), server.uri(), https, threads));
      case Location.OfWorkloadApi api -> {
        WorkloadApi agent = new WorkloadApi(socket(api), TIMEOUT);
        yield asked(
            new WorkloadApiBundleSource(
                domain.name(), agent, WorkloadApiBundleSource.INTERVAL, threads));
      }
      case Location.OfMetadata metadata -> throw unsupported(domain);
    };
  }

  private static Path socket(Location.OfWorkloadApi api) throws CredentialConfigException {
    Path named = api.socket();
    if (named != null) {
      return named;
    }
    String environment = System.getenv().getOrDefault(SOCKET_VARIABLE, "");
    if (!environment.startsWith(UNIX)) {
      throw new CredentialConfigException(
          "workload-api: set "
              + SOCKET_VARIABLE
              + " to unix:///PATH, or write it in the bundle's key");
    }
    return Path.of(environment.substring(UNIX.length()));
  }

  private static CredentialConfigException unsupported(TrustSettings.Domain domain) {
    return new CredentialConfigException(
        "trust domain " + domain.name() + ": no bundle comes from " + domain.bundle());
  }

  private FileBundleSource ofFile(String domain, Path file) throws CredentialConfigException {
    boolean json = file.toString().endsWith(".json") || file.toString().endsWith(".jwks");
    FileBundleSource.Format format =
        json ? FileBundleSource.Format.JSON : FileBundleSource.Format.PEM;
    return new FileBundleSource(domain, file, format, FileBundleSource.INTERVAL, clock.instant());
  }

  private TrustBundleSource asked(TrustBundleSource source) {
    remote.add(
        new Remote(
            "bundle of trust domain " + source.trustDomain(),
            now -> Optional.ofNullable(source.refetched(now).failure())));
    return source;
  }

  private TrustBundleSource ofSpiffeServer(
      TrustSettings.Domain domain, Map<String, TrustBundleSource> known)
      throws CredentialConfigException {
    TrustSettings.Endpoint endpoint = domain.endpoint();
    SpiffeId id = endpoint == null ? null : SpiffeId.parse(endpoint.spiffeId());
    if (endpoint == null || id == null || !(domain.bundle() instanceof Location.OfHttps server)) {
      throw new CredentialConfigException(
          "trust domain "
              + domain.name()
              + ": its endpoint needs an https: bundle and a SPIFFE ID, spiffe://domain/path");
    }
    Path first = endpoint.bundle();
    TrustBundleSource authorities =
        first == null ? known.get(id.trustDomain()) : ofFile(id.trustDomain(), first);
    if (authorities == null) {
      throw new CredentialConfigException(
          "trust domain "
              + domain.name()
              + ": its endpoint's domain "
              + id.trustDomain()
              + " is not configured; give endpoint.bundle to know it the first time");
    }
    SpiffeServer shown = new SpiffeServer(id, authorities, settings.maxAge(), clock);
    return asked(EndpointBundleSource.httpsSpiffe(domain.name(), server.uri(), shown, threads));
  }

  /** What looks up revoked certificates, by trust domain; where nobody is asked, nothing. */
  Map<String, RevocationChecker> revocation() throws CredentialConfigException {
    RevocationParts parts = new RevocationParts(lists, clockSkew, threads);
    Map<String, RevocationChecker> checkers = new HashMap<>();
    for (TrustSettings.Domain domain : settings.domains()) {
      RevocationChecker checker = parts.checker(domain.revocation());
      if (checker != null) {
        waits |= checker.mayWait();
        checkers.put(domain.name(), checker);
      }
    }
    return checkers;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception defect) {
        throw new IllegalStateException("a client did not end", defect);
      }
    }
  }
}
