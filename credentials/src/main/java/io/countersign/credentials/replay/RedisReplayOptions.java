package io.countersign.credentials.replay;

import io.countersign.credentials.CredentialConfigException;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.RedisOptions;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Redis or Valkey, and what to take on trust.
 *
 * @param url {@code redis://host:port/database} or, with TLS, {@code rediss://…}; may name a user,
 *     never a password
 * @param passwordFile its first line is the password; read again for each connection. Null: none
 * @param ca PEM certificates of the authorities that may vouch for the server; null: those of the
 *     Java runtime
 * @param timeout for one mark
 * @param prefix of every key
 * @param assumeNoEviction believe that the server forgets no live key when it does not say so;
 *     whether it says otherwise is looked at in any case
 */
public record RedisReplayOptions(
    URI url,
    @Nullable Path passwordFile,
    @Nullable Path ca,
    Duration timeout,
    String prefix,
    boolean assumeNoEviction) {
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(200);
  public static final String DEFAULT_PREFIX = "countersign:replay:";

  private static final Duration MAX_TIMEOUT = Duration.ofSeconds(5);
  private static final int CONNECT_TIMEOUT_MILLIS = 1_000;

  /**
   * Checks what can be checked without asking the server.
   *
   * @throws CredentialConfigException when the options cannot be used
   */
  public static RedisReplayOptions of(
      URI url,
      @Nullable Path passwordFile,
      @Nullable Path ca,
      Duration timeout,
      String prefix,
      boolean assumeNoEviction)
      throws CredentialConfigException {
    RedisReplayOptions options =
        new RedisReplayOptions(url, passwordFile, ca, timeout, prefix, assumeNoEviction);
    options.check();
    return options;
  }

  private void check() throws CredentialConfigException {
    if (url.getHost() == null || !("redis".equals(url.getScheme()) || isTls())) {
      throw new CredentialConfigException(
          "redis url: write redis://host:port, or rediss://host:port for TLS");
    }
    String user = url.getUserInfo();
    if (user != null && user.indexOf(':') >= 0) {
      throw new CredentialConfigException("redis url: holds a password; put it into a file");
    }
    if (url.getQuery() != null || url.getFragment() != null || !hasDatabaseOnly()) {
      throw new CredentialConfigException(
          "redis url: after host and port only a database's number may follow, as /0");
    }
    if (ca != null && !isTls()) {
      throw new CredentialConfigException("redis ca: of no use without TLS; write rediss://");
    }
    if (user != null && passwordFile == null) {
      throw new CredentialConfigException("redis url: names a user, but no password file is given");
    }
    if (!timeout.isPositive() || timeout.compareTo(MAX_TIMEOUT) > 0) {
      throw new CredentialConfigException("redis timeout: more than 0 and at most 5 s");
    }
    if (prefix.isEmpty()) {
      throw new CredentialConfigException("redis prefix: must not be empty");
    }
  }

  private boolean hasDatabaseOnly() {
    return url.getPath().isEmpty() || url.getPath().matches("/\\d{0,4}");
  }

  private boolean isTls() {
    return "rediss".equals(url.getScheme());
  }

  /**
   * For one connection; reads the password's file, so it blocks.
   *
   * @throws IOException when that cannot be read
   */
  RedisOptions connection() throws IOException {
    NetClientOptions net = new NetClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
    net.setSsl(isTls());
    if (isTls()) {
      net.setHostnameVerificationAlgorithm("HTTPS");
      if (ca != null) {
        net.setTrustOptions(new PemTrustOptions().addCertPath(ca.toString()));
      }
    }
    RedisOptions options =
        new RedisOptions()
            .setNetClientOptions(net)
            .setPreferredProtocolVersion(ProtocolVersion.RESP2)
            .setMaxPoolSize(1)
            .setMaxPoolWaiting(1);
    String password = password();
    String user = url.getUserInfo();
    if (user == null || password == null) {
      return options.setPassword(password).setConnectionString(address(""));
    }
    return options.setConnectionString(address(encode(user) + ":" + encode(password) + "@"));
  }

  private String address(String login) {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getScheme() + "://" + login + url.getHost() + port + url.getPath();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private @Nullable String password() throws IOException {
    if (passwordFile == null) {
      return null;
    }
    String first = Files.readString(passwordFile).lines().findFirst().orElse("");
    if (first.isEmpty()) {
      throw new IOException("the password file " + passwordFile + " is empty");
    }
    return first;
  }
}
