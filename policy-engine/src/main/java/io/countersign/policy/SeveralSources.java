package io.countersign.policy;

import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Bundles of several sources as one, each looked at in its own time. One that is refused or cannot
 * be fetched stays as it was and does not hold up the others: what suspends an identity must not
 * wait for the server of the rules. What does not go together is refused as a whole, and put
 * together again when one of them changes.
 */
public final class SeveralSources implements BundleSource {
  private final BundleReader reader;
  private final List<String> names;

  /** First the one with the policy, then the others in the order of their names. */
  private final List<SourceMember> all = new ArrayList<>();

  private boolean pending;

  /**
   * Sources that were not looked at yet.
   *
   * @param reader puts their bundles together
   * @param policy of the bundle with the policy to run
   * @param data of the others by their names; closed with this, as the first is
   */
  public SeveralSources(
      BundleReader reader, BundleSource policy, Map<String, ? extends BundleSource> data) {
    this(reader, policy, data, System::nanoTime);
  }

  SeveralSources(
      BundleReader reader,
      BundleSource policy,
      Map<String, ? extends BundleSource> data,
      LongSupplier nanoTime) {
    this.reader = reader;
    SortedMap<String, BundleSource> sorted = new TreeMap<>(data);
    this.names = List.copyOf(sorted.keySet());
    this.all.add(new SourceMember(policy, nanoTime));
    sorted.values().forEach(source -> all.add(new SourceMember(source, nanoTime)));
  }

  @Override
  public Optional<Bundle> look() throws BundleException {
    for (SourceMember member : all) {
      pending |= member.look();
    }
    if (isReady()) {
      pending = false;
      return Optional.of(merged(all.stream().flatMap(member -> member.latest().stream()).toList()));
    }
    for (SourceMember member : all) {
      Optional<BundleException> problem = member.takeProblem();
      if (problem.isPresent()) {
        throw problem.get();
      }
    }
    return Optional.empty();
  }

  /** Whether one gave a bundle that was not put together with the others yet, and all have one. */
  private boolean isReady() {
    return pending && all.stream().allMatch(member -> member.latest().isPresent());
  }

  /**
   * What each source kept, for these bundles decided together before; of a source that keeps
   * nothing, what it has now.
   */
  @Override
  public Optional<Bundle> lastGood() throws BundleException {
    List<Bundle> bundles = new ArrayList<>();
    boolean kept = false;
    for (SourceMember member : all) {
      Optional<Bundle> good = member.source().lastGood();
      kept |= good.isPresent();
      good.or(member::latest).ifPresent(bundles::add);
    }
    if (!kept || bundles.size() < all.size()) {
      return Optional.empty();
    }
    for (int i = 0; i < all.size(); i++) {
      all.get(i).standIn(bundles.get(i));
    }
    return Optional.of(merged(bundles));
  }

  private Bundle merged(List<Bundle> bundles) throws BundleException {
    SortedMap<String, Bundle> others = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      others.put(names.get(i), bundles.get(i + 1));
    }
    return reader.merge(bundles.getFirst(), others);
  }

  @Override
  public void activated(Bundle bundle) {
    all.forEach(SourceMember::activated);
  }

  /** Until the first of them has its end. */
  @Override
  public Instant goodUntil() {
    Instant first = Instant.MAX;
    for (SourceMember member : all) {
      Instant end = member.source().goodUntil();
      first = end.isBefore(first) ? end : first;
    }
    return first;
  }

  /** None after a start with what was kept, when one of them has a newer bundle already. */
  @Override
  public Duration pause() {
    if (isReady()) {
      return Duration.ZERO;
    }
    return all.stream().map(SourceMember::pause).min(Duration::compareTo).orElseThrow();
  }

  @Override
  public void close() {
    all.forEach(member -> member.source().close());
  }
}
