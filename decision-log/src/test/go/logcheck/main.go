// Command logcheck checks a tlog-tiles log directory with golang.org/x/mod/sumdb alone: the note's
// signature, every record against its hash, every tile and the root. It shares no code with the
// program that wrote the log.
//
//	logcheck DIR VKEY
package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: logcheck DIR VKEY")
		os.Exit(2)
	}
	tree, err := check(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
	fmt.Println("size", tree.N)
	fmt.Println("root", tree.Hash)
}

func check(dir, vkey string) (tlog.Tree, error) {
	tree, err := checkpoint(dir, vkey)
	if err != nil {
		return tree, err
	}
	leaves, err := leaves(dir, tree.N)
	if err != nil {
		return tree, err
	}
	// Reads every leaf hash through tiles that are authenticated against the signed root.
	reader := tlog.TileHashReader(tree, tiles{dir})
	indexes := make([]int64, tree.N)
	for i := range indexes {
		indexes[i] = tlog.StoredHashIndex(0, int64(i))
	}
	for start := 0; start < len(indexes); start += 4096 {
		end := min(start+4096, len(indexes))
		stored, err := reader.ReadHashes(indexes[start:end])
		if err != nil {
			return tree, err
		}
		for i, hash := range stored {
			if hash != leaves[start+i] {
				return tree, fmt.Errorf("record %d does not have its hash", start+i)
			}
		}
	}
	return tree, rebuild(dir, tree, leaves)
}

func checkpoint(dir, vkey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	text, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	// ParseTree wants the Go checksum database's first line; the other lines are the same.
	origin, rest, _ := strings.Cut(opened.Text, "\n")
	if origin != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("the checkpoint is of %q", origin)
	}
	return tlog.ParseTree([]byte("go.sum database tree\n" + rest))
}

func leaves(dir string, size int64) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for n := int64(0); n*256 < size; n++ {
		width := min(256, size-n*256)
		path := "tile/entries/" + index(n, width)
		bundle, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			return nil, err
		}
		for range width {
			if len(bundle) < 2 {
				return nil, errors.New(path + " is cut short")
			}
			length := int(binary.BigEndian.Uint16(bundle))
			if len(bundle) < 2+length {
				return nil, errors.New(path + " is cut short")
			}
			hashes = append(hashes, tlog.RecordHash(bundle[2:2+length]))
			bundle = bundle[2+length:]
		}
		if len(bundle) > 0 {
			return nil, errors.New(path + " has bytes left")
		}
	}
	return hashes, nil
}

// rebuild computes the whole tree from the leaves and compares every tile with it.
func rebuild(dir string, tree tlog.Tree, leaves []tlog.Hash) error {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, i := range indexes {
			hashes = append(hashes, stored[i])
		}
		return hashes, nil
	})
	for i, leaf := range leaves {
		hashes, err := tlog.StoredHashesForRecordHash(int64(i), leaf, reader)
		if err != nil {
			return err
		}
		stored = append(stored, hashes...)
	}
	root, err := tlog.TreeHash(tree.N, reader)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return errors.New("the records do not have the root that was signed")
	}
	for _, tile := range tlog.NewTiles(height, 0, tree.N) {
		if full := min(tree.N>>(height*tile.L)-tile.N*256, 256); int64(tile.W) < full {
			continue // Part of a wider tile of the same list.
		}
		expected, err := tlog.ReadTileData(tile, reader)
		if err != nil {
			return err
		}
		got, err := os.ReadFile(filepath.Join(dir, path(tile)))
		if err != nil {
			return err
		}
		if !bytes.Equal(got, expected) {
			return errors.New(path(tile) + " differs")
		}
	}
	return nil
}

type tiles struct{ dir string }

func (t tiles) Height() int                     { return height }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range wanted {
		read, err := os.ReadFile(filepath.Join(t.dir, path(tile)))
		if err != nil {
			return nil, err
		}
		data = append(data, read)
	}
	return data, nil
}

// path is the c2sp.org/tlog-tiles path, which has no height in it.
func path(tile tlog.Tile) string {
	return fmt.Sprintf("tile/%d/%s", tile.L, index(tile.N, int64(tile.W)))
}

func index(n, width int64) string {
	// tlog's own path for the number, without its prefix: tile/8/0/x001/234.p/5
	tile := tlog.Tile{H: height, L: 0, N: n, W: int(width)}
	return strings.TrimPrefix(tile.Path(), "tile/8/0/")
}
