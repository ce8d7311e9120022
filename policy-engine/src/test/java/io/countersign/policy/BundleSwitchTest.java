package io.countersign.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.decision.Policy;
import io.countersign.decision.Reason;
import io.countersign.decision.Registration;
import io.countersign.decision.Sha256;
import io.countersign.decision.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bundles switch while requests are decided. */
@Timeout(30)
final class BundleSwitchTest {
  private static final String SUBJECT = "spiffe://prod.example/web";
  private static final int SWITCHES = 20;
  private static final int DECISIONS_BETWEEN = 500;

  @TempDir Path folder;
  private final Set<Answer> answers = ConcurrentHashMap.newKeySet();
  private final AtomicLong decisions = new AtomicLong();
  private volatile boolean ended;

  /** All that a request learns of the policy in force. */
  private record Answer(Sha256 bundle, Registration registration, Verdict verdict) {}

  private Callable<Long> deciding(RemoteBundles replica, ReloadingPolicies policies) {
    return () -> {
      long count = 0;
      while (!ended) {
        Policy policy = policies.current();
        Registration registration = policy.registration(SUBJECT);
        Verdict verdict = replica.verdict(policy);
        answers.add(new Answer(policy.identity().bundle(), registration, verdict));
        decisions.incrementAndGet();
        count++;
      }
      return count;
    };
  }

  private void awaitDecisions() throws InterruptedException {
    long enough = decisions.get() + DECISIONS_BETWEEN;
    for (int i = 0; i < 5_000 && decisions.get() < enough; i++) {
      Thread.sleep(1);
    }
  }

  @Test
  void eachAnswerIsOfOneBundleWhileTheySwitchBackAndForth() throws Exception {
    byte[] open = RemoteBundles.deciding(true, SUBJECT, "open");
    byte[] shut = RemoteBundles.deciding(false, SUBJECT, "shut");
    TestTls tls = new TestTls(folder, "server", "ip:127.0.0.1");
    List<Future<Long>> counts = new ArrayList<>();
    try (BundleServer server = new BundleServer(tls.trusting(tls));
        RemoteBundles replica = replica(server, tls);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      server.keep(open);
      ReloadingPolicies policies = replica.start();
      try {
        counts.add(threads.submit(deciding(replica, policies)));
        counts.add(threads.submit(deciding(replica, policies)));
        for (int i = 1; i <= SWITCHES; i++) {
          awaitDecisions();
          server.keep(i % 2 == 0 ? open : shut);
          policies.look();
          assertEquals(i % 2 == 0 ? "open" : "shut", RemoteBundles.revision(policies));
        }
        awaitDecisions();
      } finally {
        ended = true;
      }
      for (Future<Long> count : counts) {
        assertTrue(count.get() > SWITCHES, "a thread hardly decided: " + count.get());
      }
      assertTrue(decisions.get() >= SWITCHES * DECISIONS_BETWEEN, decisions.toString());
      assertEquals(List.of(), replica.refused);
    }
    assertEquals(2, answers.size(), answers.toString());
    for (Answer answer : answers) {
      boolean allowed = !(answer.verdict() instanceof Verdict.Deny);
      assertEquals(Sha256.of(allowed ? open : shut), answer.bundle());
      assertEquals(allowed ? "open" : "shut", answer.registration().owner());
      if (answer.verdict() instanceof Verdict.Deny deny) {
        assertEquals(Reason.POLICY_DENIED, deny.reason());
      }
    }
  }

  private RemoteBundles replica(BundleServer server, TestTls tls) throws Exception {
    var trusting = tls.trusted();
    RemoteBundles replica = new RemoteBundles(folder, server.uri(), () -> trusting);
    replica.maxAge = Duration.ofHours(1);
    return replica;
  }
}
