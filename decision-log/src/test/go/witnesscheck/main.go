// Command witnesscheck checks cosigned checkpoints with golang.org/x/mod/sumdb/note and
// filippo.io/torchwood, and gives litewitness what it needs to run. It shares no code with the
// program that wrote the checkpoints.
//
//	witnesscheck verify FILE LOG-VKEY WITNESS-VKEY...
//	witnesscheck know DATABASE LOG-VKEY
//	witnesscheck agent SOCKET
package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"

	"filippo.io/torchwood"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
	"golang.org/x/mod/sumdb/note"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) >= 4 && args[0] == "verify":
		return verify(args[1], args[2], args[3:])
	case len(args) == 3 && args[0] == "know":
		return know(args[1], args[2])
	case len(args) == 2 && args[0] == "agent":
		return serveAgent(args[1])
	}
	return errors.New("usage: witnesscheck verify|know|agent ...")
}

// verify wants the log's signature and one of each witness.
func verify(file, log string, witnesses []string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	logVerifier, err := note.NewVerifier(log)
	if err != nil {
		return err
	}
	verifiers := []note.Verifier{logVerifier}
	policies := []torchwood.Policy{
		torchwood.SingleVerifierPolicy(logVerifier), torchwood.OriginPolicy(logVerifier.Name())}
	for _, vkey := range witnesses {
		v, err := torchwood.NewCosignatureVerifier(vkey)
		if err != nil {
			return err
		}
		verifiers = append(verifiers, v)
		policies = append(policies, torchwood.SingleVerifierPolicy(v))
	}
	if _, err := note.Open(text, note.VerifierList(verifiers...)); err != nil {
		return err
	}
	all := torchwood.ThresholdPolicy(len(policies), policies...)
	checkpoint, _, err := torchwood.VerifyCheckpoint(text, all)
	if err != nil {
		return err
	}
	fmt.Println("size", checkpoint.N)
	return nil
}

// know adds a log to a litewitness database that litewitness itself made.
func know(database, vkey string) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	db, err := sqlite.OpenConn(database, sqlite.OpenReadWrite)
	if err != nil {
		return err
	}
	defer db.Close()
	// The hash of no bytes is the root of the empty tree.
	const empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
	add := func(query string, args ...any) error {
		return sqlitex.Execute(db, query, &sqlitex.ExecOptions{Args: args})
	}
	if err := add("INSERT INTO log VALUES (?, 0, ?)", verifier.Name(), empty); err != nil {
		return err
	}
	return add("INSERT INTO key VALUES (?, ?)", verifier.Name(), vkey)
}

// serveAgent is an ssh-agent with one new key, whose fingerprint it prints.
func serveAgent(socket string) error {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	keys := agent.NewKeyring()
	if err := keys.Add(agent.AddedKey{PrivateKey: private}); err != nil {
		return err
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	sshKey, err := ssh.NewPublicKey(public)
	if err != nil {
		return err
	}
	fmt.Println(ssh.FingerprintSHA256(sshKey))
	for {
		connection, err := listener.Accept()
		if err != nil {
			return err
		}
		go agent.ServeAgent(keys, connection)
	}
}
