// Command proofcheck checks a c2sp.org/tlog-proof file with golang.org/x/mod/sumdb alone: the
// checkpoint's signature, and that the record in the file's extra data (or in a file of its own) is
// at the index it names. It shares no code with the program that wrote the proof.
//
//	proofcheck FILE VKEY [RECORD]
package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) < 3 || len(os.Args) > 4 {
		fmt.Fprintln(os.Stderr, "usage: proofcheck FILE VKEY [RECORD]")
		os.Exit(2)
	}
	if err := check(os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

type proof struct {
	index      int64
	hashes     tlog.RecordProof
	checkpoint string
	extra      []byte
}

func check(file, vkey string, beside []string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	p, err := parse(string(text))
	if err != nil {
		return err
	}
	tree, err := open(p.checkpoint, vkey)
	if err != nil {
		return err
	}
	record := p.extra
	if len(beside) > 0 {
		if record, err = os.ReadFile(beside[0]); err != nil {
			return err
		}
	}
	if p.index >= tree.N {
		return errors.New("the index is beyond the checkpoint")
	}
	if err := tlog.CheckRecord(p.hashes, tree.N, tree.Hash, p.index, tlog.RecordHash(record)); err != nil {
		return err
	}
	fmt.Println("index", p.index, "size", tree.N)
	return nil
}

func parse(text string) (p proof, err error) {
	head, checkpoint, found := strings.Cut(text, "\n\n")
	if !found {
		return p, errors.New("no blank line")
	}
	p.checkpoint = checkpoint
	lines := strings.Split(head, "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return p, errors.New("no header")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		if p.extra, err = base64.StdEncoding.Strict().DecodeString(lines[0][len("extra "):]); err != nil {
			return p, err
		}
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return p, errors.New("no index")
	}
	number := lines[0][len("index "):]
	if p.index, err = strconv.ParseInt(number, 10, 64); err != nil || strconv.FormatInt(p.index, 10) != number || p.index < 0 {
		return p, errors.New("the index is no number")
	}
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return p, err
		}
		p.hashes = append(p.hashes, hash)
	}
	return p, nil
}

func open(checkpoint, vkey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open([]byte(checkpoint), note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	origin, rest, _ := strings.Cut(opened.Text, "\n")
	if origin != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("the checkpoint is of %q", origin)
	}
	return tlog.ParseTree([]byte("go.sum database tree\n" + rest))
}
