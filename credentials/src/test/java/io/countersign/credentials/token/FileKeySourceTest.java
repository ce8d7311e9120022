package io.countersign.credentials.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.countersign.credentials.CredentialConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileKeySourceTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  @TempDir Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("jwks.json"), text);
  }

  private static String set(String... ids) throws JOSEException {
    List<JWK> keys = new ArrayList<>();
    for (String id : ids) {
      keys.add(new ECKeyGenerator(Curve.P_256).keyID(id).generate());
    }
    return new JWKSet(keys).toString(true);
  }

  @Test
  void newKeyIsKnownAndOldOneForgottenAfterTheInterval() throws Exception {
    FileKeySource source = new FileKeySource(write(set("a")), INTERVAL, NOW);
    KeySet before = source.keys(NOW);
    write(set("b"));
    assertEquals(Set.of("a"), source.keys(NOW.plus(INTERVAL).minusNanos(1)).byId().keySet());
    KeySet after = source.keys(NOW.plus(INTERVAL));
    assertEquals(Set.of("b"), after.byId().keySet());
    assertFalse(before.version() == after.version());
  }

  @Test
  void unusableFileLeavesTheLastKeysWhichGrowOld() throws Exception {
    FileKeySource source = new FileKeySource(write(set("a")), INTERVAL, NOW);
    write("{");
    Instant later = NOW.plusSeconds(3600);
    assertEquals(Duration.ofHours(1), source.keys(later).age(later));
    assertEquals(Set.of("a"), source.keys(later).byId().keySet());
  }

  @Test
  void unchangedFileKeepsItsVersionAndIsYoungAgain() throws Exception {
    FileKeySource source = new FileKeySource(write(set("a")), INTERVAL, NOW);
    Instant later = NOW.plusSeconds(3600);
    assertEquals(source.keys(NOW).version(), source.keys(later).version());
    assertEquals(Duration.ZERO, source.keys(later).age(later));
  }

  @Test
  void missingFileIsNamed() {
    Path file = folder.resolve("none.json");
    CredentialConfigException fault =
        assertThrows(CredentialConfigException.class, () -> new FileKeySource(file, INTERVAL, NOW));
    assertTrue(String.valueOf(fault.getMessage()).contains(file.toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ | not JSON",
        "[] | no JWK set",
        "{\"keys\":{}} | no JWK set",
        "{\"keys\":[]} | no key for verifying",
        "{\"keys\":[1]} | keys[0]",
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"a\"}]} | keys[0] cannot be used",
        "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}]} | keys[0]",
        "{\"keys\":[{\"kty\":\"AKP\"}]} | no key for verifying"
      })
  void everyMistakeIsOneLine(String text, String part) throws IOException {
    Path file = write(text);
    CredentialConfigException fault =
        assertThrows(CredentialConfigException.class, () -> new FileKeySource(file, INTERVAL, NOW));
    String message = String.valueOf(fault.getMessage());
    assertTrue(message.contains(part) && message.lines().count() == 1, message);
  }

  @Test
  void privateKeysAreRefused() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("a").generate();
    Path file = write(new JWKSet(key).toString(false));
    CredentialConfigException fault =
        assertThrows(CredentialConfigException.class, () -> new FileKeySource(file, INTERVAL, NOW));
    assertFalse(String.valueOf(fault.getMessage()).contains(key.getD().toString()));
  }

  @Test
  void keyWithoutOrWithTheSameIdIsRefused() throws Exception {
    Path twice = write(set("a", "a"));
    assertThrows(CredentialConfigException.class, () -> new FileKeySource(twice, INTERVAL, NOW));
    Path nameless = write(set("a").replace("\"kid\"", "\"other\""));
    assertThrows(CredentialConfigException.class, () -> new FileKeySource(nameless, INTERVAL, NOW));
  }
}
