package io.countersign.credentials.dpop;

import static io.countersign.credentials.dpop.Proofs.KEY;
import static io.countersign.credentials.dpop.Proofs.NOW;
import static io.countersign.credentials.dpop.Proofs.TOKEN;
import static io.countersign.credentials.dpop.Proofs.good;
import static io.countersign.credentials.dpop.Proofs.reason;
import static io.countersign.credentials.dpop.Proofs.request;
import static io.countersign.credentials.dpop.Proofs.verifier;
import static io.countersign.credentials.fixture.Jwt.quote;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.credentials.CredentialConfigException;
import io.countersign.decision.Reason;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which {@code htu} names the request's target (RFC 9449 §4.3 item 9). */
class ProofTargetTest {
  private static final String[] ORIGINS = {
    "https://orders.example", "https://admin.example:8443", "http://plain.example"
  };

  @ParameterizedTest
  @CsvSource({
    "/a, https://orders.example/a",
    "/a, HTTPS://ORDERS.example/a",
    "/a, https://orders.example:443/a",
    "/a, https://orders.example:/a",
    "/a, https://orders.example/a?x=1",
    "/a, https://orders.example/a#top",
    "/a?x=1, https://orders.example/a",
    "/a?x=1, https://orders.example/a?y=2",
    "/, https://orders.example",
    "/, https://orders.example/",
    "/%7Eme, https://orders.example/~me",
    "/~me, https://orders.example/%7eme",
    "/%c3%a9, https://orders.example/%C3%A9",
    "/a%2Fb, https://orders.example/a%2fb",
    "/a, https://orders.example/./a",
    "/a, https://orders.example/b/../a",
    "/a/, https://orders.example/a/",
    "/a//b, https://orders.example/a//b",
    "/a;v=1, https://orders.example/a;v=1"
  })
  void sameTargetHolds(String target, String htu) {
    assertNull(refusal("orders.example", target, htu));
  }

  @ParameterizedTest
  @CsvSource({
    "/a, https://orders.example/b",
    "/a, https://orders.example/A",
    "/a, https://orders.example/a/",
    "/a/, https://orders.example/a",
    "/a/b, https://orders.example/a%2Fb",
    "/a%2Fb, https://orders.example/a/b",
    "/a//b, https://orders.example/a/b",
    "/a, http://orders.example/a",
    "/a, https://orders.example:80/a",
    "/a, https://orders.example:8443/a",
    "/a, https://orders.example:443443/a",
    "/a, https://orders.example:99999/a",
    "/a, https://orders.example./a",
    "/a, https://orders.example.evil/a",
    "/a, https://evil.example/a",
    "/a, https://admin.example:8443/a",
    "/a, https://user@orders.example/a",
    "/a, https://orders.example@evil.example/a",
    "/a, https:orders.example/a",
    "/a, //orders.example/a",
    "/a, /a",
    "/a, orders.example/a",
    "/a, ''",
    "/a, wss://orders.example/a",
    "/a, https://orders.example/a%",
    "/a, https://orders.example/a%2",
    "/a, https://orders.example/a%zz",
    "/a, ' https://orders.example/a'",
    "/a, https://orders.example/a b",
    "/a, https://orders%2Eexample/a",
    "/a, https:///a"
  })
  void anotherTargetIsRefused(String target, String htu) {
    assertEquals(Reason.DPOP_URI, refusal("orders.example", target, htu));
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders.example", "ORDERS.EXAMPLE", "orders.example:443"})
  void authorityIsComparedNormalised(String authority) {
    assertNull(refusal(authority, "/a", "https://orders.example/a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "admin.example:8443",
        "other.example",
        "orders.example:8443",
        "",
        "a@orders.example"
      })
  void proofIsOfNoUseAtAnotherAuthority(String authority) {
    assertEquals(Reason.DPOP_URI, refusal(authority, "/a", "https://orders.example/a"));
  }

  @Test
  void otherOriginsHaveTheirOwnProofs() {
    assertNull(refusal("admin.example:8443", "/a", "https://admin.example:8443/a"));
    assertNull(refusal("plain.example", "/a", "http://plain.example:80/a"));
    assertEquals(Reason.DPOP_URI, refusal("plain.example", "/a", "https://plain.example/a"));
  }

  @Test
  void oneOriginDoesNotAnswerForOtherHosts() {
    var outcome =
        verifier("https://orders.example")
            .verify(
                request(
                    "admin.example",
                    "/a",
                    good().claim("htu", quote("https://orders.example/a")).sign(KEY)),
                TOKEN,
                KEY.thumbprint(),
                NOW);
    assertEquals(Reason.DPOP_URI, reason(outcome));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "orders.example",
        "https://orders.example/api",
        "https://orders.example?x",
        "ftp://orders.example",
        "https://user@orders.example",
        "https://"
      })
  void originThatIsNoneIsAMistake(String origin) {
    assertThrows(
        CredentialConfigException.class,
        () -> Origins.of(List.of(URI.create(origin.equals("https://") ? "https:x" : origin))));
  }

  private static @Nullable Reason refusal(String authority, String target, String htu) {
    String proof = good().claim("htu", quote(htu)).sign(KEY);
    return reason(
        verifier(ORIGINS).verify(request(authority, target, proof), TOKEN, KEY.thumbprint(), NOW));
  }
}
