// Command go-check reads a JSON file made by packages/log and verifies it with golang.org/x/mod/sumdb, code that
// shares nothing with ours: the checkpoint's signatures, every inclusion proof, every consistency proof.
// `go-check -tiles <folder of a log> <checkpoint> <log vkey> <witness vkey>...` verifies a log as a server has left it.
package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type head struct {
	Checkpoint string `json:"checkpoint"`
}

type file struct {
	LogVkey     string `json:"logVkey"`
	WitnessVkey string `json:"witnessVkey"`
	Heads       []head `json:"heads"`
	Inclusion   []struct {
		Index int64    `json:"index"`
		Head  int      `json:"head"`
		Entry string   `json:"entry"`
		Proof []string `json:"proof"`
	} `json:"inclusion"`
	Consistency []struct {
		From  int      `json:"from"`
		To    int      `json:"to"`
		Proof []string `json:"proof"`
	} `json:"consistency"`
}

// cosigner verifies cosignature/v1 (c2sp.org/tlog-cosignature), which x/mod does not know.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.key, []byte(signed), sig[8:])
}

func newCosigner(vkey string) note.Verifier {
	parts := strings.SplitN(vkey, "+", 3)
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	check(err)
	key := decode(parts[2])
	if key[0] != 4 {
		fail("witness key is not of type 4")
	}
	return cosigner{parts[0], uint32(hash), key[1:]}
}

func main() {
	if os.Args[1] == "-vectors" {
		checkVectors(os.Args[2])
		return
	}
	if os.Args[1] == "-tiles" {
		checkTiles(os.Args[2], os.Args[3], os.Args[4], os.Args[5:])
		return
	}
	data, err := os.ReadFile(os.Args[1])
	check(err)
	var f file
	check(json.Unmarshal(data, &f))
	logKey, err := note.NewVerifier(f.LogVkey)
	check(err)
	verifiers := note.VerifierList(logKey, newCosigner(f.WitnessVkey))

	var trees []tlog.Tree
	for i, h := range f.Heads {
		n, err := note.Open([]byte(h.Checkpoint), verifiers)
		check(err)
		// One line of an algorithm that Go does not know (SM2) stands beside them, and is passed over.
		if len(n.Sigs) != 2 || len(n.UnverifiedSigs) != 1 {
			fail("head %d: %d verified and %d unknown signatures, want 2 and 1", i, len(n.Sigs), len(n.UnverifiedSigs))
		}
		lines := strings.Split(n.Text, "\n")
		if lines[0] != logKey.Name() {
			fail("head %d: origin %q", i, lines[0])
		}
		size, err := strconv.ParseInt(lines[1], 10, 64)
		check(err)
		trees = append(trees, tlog.Tree{N: size, Hash: hash(lines[2])})
	}
	for _, p := range f.Inclusion {
		t := trees[p.Head]
		check(tlog.CheckRecord(hashes(p.Proof), t.N, t.Hash, p.Index, tlog.RecordHash(decode(p.Entry))))
	}
	for _, p := range f.Consistency {
		from, to := trees[p.From], trees[p.To]
		check(tlog.CheckTree(hashes(p.Proof), to.N, to.Hash, from.N, from.Hash))
	}
	fmt.Printf("ok %d heads, %d inclusion, %d consistency\n", len(f.Heads), len(f.Inclusion), len(f.Consistency))
}

func hashes(texts []string) []tlog.Hash {
	out := make([]tlog.Hash, 0, len(texts))
	for _, t := range texts {
		out = append(out, hash(t))
	}
	return out
}

func hash(text string) (h tlog.Hash) {
	if copy(h[:], decode(text)) != len(h) {
		fail("a hash has not 32 bytes")
	}
	return h
}

func decode(text string) []byte {
	b, err := base64.StdEncoding.DecodeString(text)
	check(err)
	return b
}

func check(err error) {
	if err != nil {
		fail("%v", err)
	}
}

func fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}
