package io.countersign.credentials.replay;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.credentials.CredentialConfigException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisReplayOptionsTest {
  private static final Path FILE = Path.of("password");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://redis.example",
        "redis:///0",
        "redis://redis.example/zero",
        "redis://redis.example?password=secret",
        "redis://redis.example#0",
        "redis://user:secret@redis.example",
        "redis://:secret@redis.example",
        "unix:///run/redis.sock",
      })
  void urlThatIsMoreOrLessThanAnAddressIsRefused(String url) {
    CredentialConfigException refused =
        assertThrows(CredentialConfigException.class, () -> options(url, FILE, null, 200));
    assertFalse(refused.toString().contains("secret"));
  }

  @Test
  void optionsThatMeanNothingAreRefused() {
    String url = "redis://redis.example";
    assertThrows(CredentialConfigException.class, () -> options(url, null, FILE, 200));
    assertThrows(CredentialConfigException.class, () -> options(url, null, null, 0));
    assertThrows(CredentialConfigException.class, () -> options(url, null, null, 5_001));
    assertThrows(
        CredentialConfigException.class,
        () -> options("redis://user@redis.example", null, null, 200));
  }

  @Test
  void addressesHold() {
    assertDoesNotThrow(() -> options("redis://redis.example", null, null, 5_000));
    assertDoesNotThrow(() -> options("rediss://user@redis.example:6380/3", FILE, FILE, 1));
  }

  private static RedisReplayOptions options(
      String url, @Nullable Path password, @Nullable Path ca, long millis)
      throws CredentialConfigException {
    return RedisReplayOptions.of(
        URI.create(url), password, ca, Duration.ofMillis(millis), "prefix:", false);
  }
}
