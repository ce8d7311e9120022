package io.countersign.log.tlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A copy of a log that can be tampered with.
 *
 * @param log its directory
 * @param original the log it is a copy of
 * @param size number of records
 */
record Tampered(Path log, Path original, long size) {
  void flip(String file, int at) throws IOException {
    byte[] bytes = read(file);
    bytes[at] ^= 1;
    write(file, bytes);
  }

  void cut(String file, int bytes) throws IOException {
    byte[] all = read(file);
    write(file, Arrays.copyOf(all, all.length - bytes));
  }

  void append(String file, byte[] more) throws IOException {
    byte[] all = read(file);
    byte[] longer = Arrays.copyOf(all, all.length + more.length);
    System.arraycopy(more, 0, longer, all.length, more.length);
    write(file, longer);
  }

  void delete(String file) throws IOException {
    Files.delete(log.resolve(file));
  }

  void swap(String one, String other) throws IOException {
    byte[] bytes = read(one);
    write(one, read(other));
    write(other, bytes);
  }

  /** Puts another name of {@code source} in the place of {@code file}. */
  void link(String file, String source) throws IOException {
    delete(file);
    Files.createLink(log.resolve(file), log.resolve(source));
  }

  void copyFrom(Path otherLog, String file) throws IOException {
    Files.copy(otherLog.resolve(file), log.resolve(file), StandardCopyOption.REPLACE_EXISTING);
  }

  void replace(String from, String to) throws IOException {
    Path file = log.resolve(TileLayout.CHECKPOINT);
    Files.writeString(file, Files.readString(file).replace(from, to));
  }

  byte[] read(String file) throws IOException {
    return Files.readAllBytes(log.resolve(file));
  }

  void write(String file, byte[] bytes) throws IOException {
    Files.createDirectories(LogFiles.parent(log.resolve(file)));
    Files.write(log.resolve(file), bytes);
  }

  /** Signs a checkpoint of this text. */
  void sign(String text, SigningKey key) throws IOException {
    write(TileLayout.CHECKPOINT, SignedNote.sign(text, key));
  }

  String path(int bundle) {
    return TileLayout.entries(bundle, TileLayout.width(0, bundle, size));
  }

  List<byte[]> records(int bundle) throws Exception {
    return new ArrayList<>(
        EntryBundle.parse(read(path(bundle)), TileLayout.width(0, bundle, size)));
  }

  void records(int bundle, List<byte[]> records) throws IOException {
    EntryBundle changed = new EntryBundle();
    records.forEach(changed::add);
    write(path(bundle), changed.bytes());
  }

  void edit(int bundle, Consumer<List<byte[]>> change) throws Exception {
    List<byte[]> records = records(bundle);
    change.accept(records);
    records(bundle, records);
  }

  void set(int record, byte[] bytes) throws Exception {
    edit(record / TileLayout.WIDTH, all -> all.set(record % TileLayout.WIDTH, bytes));
  }

  void swapRecords(int one, int other) throws Exception {
    byte[] first = records(one / TileLayout.WIDTH).get(one % TileLayout.WIDTH);
    byte[] second = records(other / TileLayout.WIDTH).get(other % TileLayout.WIDTH);
    set(one, second);
    set(other, first);
  }

  /** Changes the log's sequence of records and bundles it again, leaving the tiles. */
  void rebundle(Consumer<List<byte[]>> change) throws Exception {
    List<byte[]> all = new ArrayList<>();
    int bundles = (int) ((size + TileLayout.WIDTH - 1) / TileLayout.WIDTH);
    for (int i = 0; i < bundles; i++) {
      all.addAll(records(i));
    }
    change.accept(all);
    for (int i = 0; i < bundles; i++) {
      int from = i * TileLayout.WIDTH;
      int to = i == bundles - 1 ? all.size() : from + TileLayout.WIDTH;
      records(i, all.subList(from, to));
    }
  }

  /** Makes a leaf tile that agrees with a bundle, and its hash in the tile above if it is full. */
  void rehash(int bundle, boolean above) throws Exception {
    List<byte[]> records = records(bundle);
    byte[] hashes = new byte[records.size() * Hash.SIZE];
    for (int i = 0; i < records.size(); i++) {
      Proofs.leafHash(records.get(i)).copyTo(hashes, i * Hash.SIZE);
    }
    write(TileLayout.tile(0, bundle, records.size()), hashes);
    if (above) {
      int parent = bundle / TileLayout.WIDTH;
      String path = TileLayout.tile(1, parent, TileLayout.width(1, parent, size));
      byte[] tile = read(path);
      new TreeHasher().tile(hashes).copyTo(tile, bundle % TileLayout.WIDTH * Hash.SIZE);
      write(path, tile);
    }
  }
}
