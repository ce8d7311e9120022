package io.countersign.policy;

import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A bundle on disk, alone or with others that bring data for other roots. */
public final class BundleFiles {
  private final BundleReader reader;
  private final Path policy;
  private final SortedMap<String, Path> data;

  /**
   * Bundles that are not read yet.
   *
   * @param reader reads and verifies each of them
   * @param policy the bundle with the policy to run, a tar.gz or a folder
   * @param data the others by their names
   */
  public BundleFiles(BundleReader reader, Path policy, Map<String, Path> data) {
    this.reader = reader;
    this.policy = policy;
    this.data = new TreeMap<>(data);
  }

  /**
   * As a source that is looked at.
   *
   * @param interval how long from one look to the next; a change is in force after two
   */
  public BundleSource watched(Duration interval) {
    return new WatchedFiles(this, interval);
  }

  /** What shows that one of them changed without reading it. */
  List<FileState> state() {
    List<FileState> states = new ArrayList<>();
    states.add(FileState.of(policy));
    data.values().forEach(path -> states.add(FileState.of(path)));
    return states;
  }

  /**
   * Reads all of them, so that what is put together is always what lies there.
   *
   * @throws BundleException when one is refused, or they do not go together
   */
  public Bundle read() throws BundleException {
    Bundle bundle = reader.read(policy);
    SortedMap<String, Bundle> others = new TreeMap<>();
    for (Map.Entry<String, Path> other : data.entrySet()) {
      others.put(other.getKey(), reader.read(other.getValue()));
    }
    return reader.merge(bundle, others);
  }
}
