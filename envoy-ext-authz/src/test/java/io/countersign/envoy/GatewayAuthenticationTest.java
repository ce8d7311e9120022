package io.countersign.envoy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.countersign.decision.AccessRequest;
import io.countersign.decision.Reason;
import io.countersign.envoy.GatewayAuthentication.Verdict;
import io.vertx.core.net.SocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayAuthenticationTest {
  private static final GatewayRules NAMED =
      new GatewayRules(CertificateSource.ATTRIBUTES, Set.of("spiffe://prod.example/gw"), true);
  private static final GatewayRules NOBODY =
      new GatewayRules(CertificateSource.ATTRIBUTES, Set.of(), false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "192.168.1.1",
        "128.0.0.1",
        "0.0.0.0",
        "::",
        "fe80::1",
        "::ffff:10.0.0.1",
        "2001:db8::1",
        "localhost",
        "127.0.0.1.example"
      })
  void otherMachinesAreNotGateways(String address) {
    assertEquals(Verdict.ANONYMOUS, over(TestRules.GRPC, address));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"})
  void thisMachineIsAGatewayWhenNoneIsNamed(String address) {
    assertEquals(Verdict.GATEWAY, over(TestRules.GRPC, address));
    assertEquals(Verdict.REFUSED, over(NAMED, address));
    assertEquals(Verdict.ANONYMOUS, over(NOBODY, address));
  }

  @Test
  void unknownAddressIsNotAGateway() {
    assertEquals(Verdict.ANONYMOUS, GatewayAuthentication.of(TestRules.GRPC, null, null));
    SocketAddress pipe = SocketAddress.domainSocketAddress("/run/pipe");
    assertEquals(Verdict.ANONYMOUS, GatewayAuthentication.of(TestRules.GRPC, pipe, null));
  }

  @ParameterizedTest
  @EnumSource
  void onlyAGatewayMayVouchForACertificate(Verdict verdict) {
    Reason expected = verdict == Verdict.GATEWAY ? null : Reason.GATEWAY_UNAUTHENTICATED;
    assertEquals(expected, judged(verdict, true));
  }

  @Test
  void refusedConnectionMayNotAskAtAll() {
    assertEquals(Reason.GATEWAY_UNAUTHENTICATED, judged(Verdict.REFUSED, false));
    assertNull(judged(Verdict.ANONYMOUS, false));
  }

  private static @Nullable Reason judged(Verdict verdict, boolean bringsCertificate) {
    AccessRequest.Builder access = AccessRequest.builder();
    verdict.judge(bringsCertificate, access);
    return access.build().defect();
  }

  private static Verdict over(GatewayRules rules, String address) {
    return GatewayAuthentication.of(rules, SocketAddress.inetSocketAddress(9, address), null);
  }
}
