package io.countersign.log.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MerkleTreeTest {
  /** The leaves of the reference tests of Certificate Transparency (RFC 6962). */
  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  @ParameterizedTest
  @CsvSource({
    "0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  })
  void rootOfTheReferenceTree(int size, String root) {
    MerkleTree tree = new MerkleTree((level, index, tile) -> {});
    for (String leaf : LEAVES.subList(0, size)) {
      tree.add(tree.hasher().leaf(HexFormat.of().parseHex(leaf)));
    }
    assertEquals(root, HexFormat.of().formatHex(tree.root().bytes()));
  }

  /** A tree whose tiles are kept in memory, with the roots of all its sizes. */
  private static final class Grown {
    final Map<String, byte[]> tiles = new HashMap<>();
    final MerkleTree tree =
        new MerkleTree((level, index, tile) -> tiles.put(TileLayout.tile(level, index, 256), tile));
    final List<Hash> roots = new ArrayList<>();

    Grown(int size) {
      roots.add(tree.root());
      for (int i = 0; i < size; i++) {
        tree.add(leaf(i));
        if (size <= 600) {
          roots.add(tree.root());
        }
      }
    }

    static Hash leaf(int index) {
      return Proofs.leafHash(Logs.record(index));
    }

    TiledTree at(long size) {
      Map<String, byte[]> all = new HashMap<>(tiles);
      for (MerkleTree.Edge edge : tree.edges()) {
        byte[] bytes = edge.bytes();
        all.put(edge.part().path(), bytes);
        // A reader of an older size asks for narrower tiles than there are now.
        for (int width = 1; width < edge.part().width(); width++) {
          TileLayout.Part part =
              new TileLayout.Part(edge.part().level(), edge.part().index(), width);
          all.put(part.path(), Arrays.copyOf(bytes, width * Hash.SIZE));
        }
      }
      return new TiledTree(
          (path, maxBytes) -> {
            byte[] tile = all.get(path);
            if (tile == null) {
              throw new NoSuchFileException(path);
            }
            return tile;
          },
          size);
    }
  }

  @Test
  void everyInclusionProofHoldsForItsIndexAlone() throws Exception {
    Grown grown = new Grown(40);
    for (int size = 1; size <= 40; size++) {
      TiledTree tree = grown.at(size);
      Hash root = grown.roots.get(size);
      assertEquals(root, tree.root());
      for (int index = 0; index < size; index++) {
        List<Hash> proof = tree.inclusionProof(index);
        for (int other = -1; other <= size; other++) {
          assertEquals(
              other == index,
              Proofs.verifyInclusion(other, size, Grown.leaf(index), proof, root),
              index + " as " + other + " of " + size);
        }
        assertFalse(Proofs.verifyInclusion(index, size, Grown.leaf(index + 1), proof, root));
        assertFalse(Proofs.verifyInclusion(index, index, Grown.leaf(index), proof, root));
        assertFalse(Proofs.verifyInclusion(index, 1L << 40, Grown.leaf(index), proof, root));
      }
    }
  }

  @Test
  void everyConsistencyProofHoldsForItsSizesAlone() throws Exception {
    Grown grown = new Grown(40);
    for (int size = 0; size <= 40; size++) {
      TiledTree tree = grown.at(size);
      Hash root = grown.roots.get(size);
      for (int old = 0; old <= size; old++) {
        List<Hash> proof = tree.consistencyProof(old);
        Hash oldRoot = grown.roots.get(old);
        assertTrue(Proofs.verifyConsistency(old, size, oldRoot, root, proof), old + " " + size);
        for (int other = 0; other <= size; other++) {
          if (other != old) {
            Hash otherRoot = grown.roots.get(other);
            assertFalse(Proofs.verifyConsistency(old, size, otherRoot, root, proof));
            // No hashes prove that the empty tree, or the tree itself, is its beginning.
            assertEquals(
                proof.isEmpty() && (other == 0 || other == size),
                Proofs.verifyConsistency(other, size, otherRoot, root, proof));
          }
        }
        assertFalse(Proofs.verifyConsistency(size + 1, size, oldRoot, root, proof));
        assertFalse(Proofs.verifyConsistency(-1, size, oldRoot, root, proof));
        List<Hash> longer = new ArrayList<>(proof);
        longer.add(root);
        assertFalse(Proofs.verifyConsistency(old, size, oldRoot, root, longer));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 65_793})
  void proofsHoldWhereTilesMeet(int size) throws Exception {
    Grown grown = new Grown(size);
    TiledTree tree = grown.at(size);
    Hash root = grown.tree.root();
    assertEquals(root, tree.root());
    for (int index : new int[] {0, 1, 254, 255, 256, 510, 511, 512, 65_535, 65_536, size - 1}) {
      if (index < size) {
        List<Hash> proof = tree.inclusionProof(index);
        assertTrue(Proofs.verifyInclusion(index, size, Grown.leaf(index), proof, root));
        assertTrue(
            Proofs.verifyConsistency(
                index, size, grown.at(index).root(), root, tree.consistencyProof(index)));
      }
    }
  }

  @Test
  void proofOfWhatTheTreeDoesNotHaveIsRefused() {
    TiledTree tree = new Grown(3).at(3);
    assertThrows(IllegalArgumentException.class, () -> tree.inclusionProof(3));
    assertThrows(IllegalArgumentException.class, () -> tree.inclusionProof(-1));
    assertThrows(IllegalArgumentException.class, () -> tree.consistencyProof(4));
  }
}
