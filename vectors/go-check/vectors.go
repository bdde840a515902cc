package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// checkVectors holds vectors/log against golang.org/x/mod: what we call ok it must accept, anything else it must refuse.
func checkVectors(dir string) {
	var checkpoints struct {
		LogVkey string `json:"logVkey"`
		Cases   []struct {
			Name       string `json:"name"`
			Checkpoint string `json:"checkpoint"`
			ByLog      bool   `json:"byLog"`
		} `json:"cases"`
	}
	load(dir, "checkpoints.json", &checkpoints)
	logKey, err := note.NewVerifier(checkpoints.LogVkey)
	check(err)
	for _, c := range checkpoints.Cases {
		_, err := note.Open([]byte(c.Checkpoint), note.VerifierList(logKey))
		if (err == nil) != c.ByLog {
			fail("checkpoint %q: go says %v, the vector %v", c.Name, err, c.ByLog)
		}
	}

	var inclusion struct {
		Cases []struct {
			Name     string   `json:"name"`
			Index    int64    `json:"index"`
			Size     int64    `json:"size"`
			LeafHash string   `json:"leafHash"`
			Proof    []string `json:"proof"`
			Root     string   `json:"root"`
			Expect   string   `json:"expect"`
		} `json:"cases"`
	}
	load(dir, "inclusion.json", &inclusion)
	for _, c := range inclusion.Cases {
		err := tlog.CheckRecord(hashes(c.Proof), c.Size, hash(c.Root), c.Index, hash(c.LeafHash))
		if (err == nil) != (c.Expect == "ok") {
			fail("inclusion %q: go says %v, the vector %s", c.Name, err, c.Expect)
		}
	}

	var consistency struct {
		Cases []struct {
			Name   string   `json:"name"`
			Size1  int64    `json:"size1"`
			Size2  int64    `json:"size2"`
			Root1  string   `json:"root1"`
			Root2  string   `json:"root2"`
			Proof  []string `json:"proof"`
			Expect string   `json:"expect"`
		} `json:"cases"`
	}
	load(dir, "consistency.json", &consistency)
	checked := 0
	for _, c := range consistency.Cases {
		// x/mod knows no tree of size 0.
		if c.Size1 == 0 || c.Size2 == 0 {
			continue
		}
		checked++
		err := tlog.CheckTree(hashes(c.Proof), c.Size2, hash(c.Root2), c.Size1, hash(c.Root1))
		if (err == nil) != (c.Expect == "ok") {
			fail("consistency %q: go says %v, the vector %s", c.Name, err, c.Expect)
		}
	}
	fmt.Printf("ok %d checkpoints, %d inclusion, %d consistency\n", len(checkpoints.Cases), len(inclusion.Cases), checked)
}

func load(dir, name string, into any) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	check(err)
	check(json.Unmarshal(data, into))
}
