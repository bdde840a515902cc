package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// folder reads the tiles of a log where c2sp.org/tlog-tiles puts them. Go's own paths name the height of a tile too.
type folder string

func (folder) Height() int                         { return 8 }
func (folder) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(tiles))
	for i, t := range tiles {
		path := strings.Replace(t.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		out[i] = data
	}
	return out, nil
}

// checkTiles verifies the folder of a log, as a server has left it, with nothing of ours: the checkpoint under the keys
// given (all of them must have signed), every hash tile up to its root, and every entry against its hash.
func checkTiles(dir, checkpoint, logVkey string, witnesses []string) {
	data, err := os.ReadFile(checkpoint)
	check(err)
	logKey, err := note.NewVerifier(logVkey)
	check(err)
	keys := []note.Verifier{logKey}
	for _, vkey := range witnesses {
		keys = append(keys, newCosigner(vkey))
	}
	n, err := note.Open(data, note.VerifierList(keys...))
	check(err)
	if len(n.Sigs) != len(keys) {
		fail("%d verified signatures, want %d", len(n.Sigs), len(keys))
	}
	lines := strings.Split(n.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	tree := tlog.Tree{N: size, Hash: hash(lines[2])}
	reader := tlog.TileHashReader(tree, folder(dir))
	for begin := int64(0); begin < size; begin += 256 {
		width := size - begin
		if width > 256 {
			width = 256
		}
		path := strings.Replace(tlog.Tile{H: 8, L: 0, N: begin / 256, W: int(width)}.Path(), "tile/8/0/", "tile/entries/", 1)
		bundle, err := os.ReadFile(filepath.Join(dir, path))
		check(err)
		indexes := make([]int64, width)
		for i := range indexes {
			indexes[i] = tlog.StoredHashIndex(0, begin+int64(i))
		}
		// Answers only with hashes that lead to the root of the checkpoint.
		hashes, err := reader.ReadHashes(indexes)
		check(err)
		for i, h := range hashes {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				fail("bundle %d ends before entry %d", begin/256, begin+int64(i))
			}
			length := int(binary.BigEndian.Uint16(bundle))
			if tlog.RecordHash(bundle[2:2+length]) != h {
				fail("entry %d is not the one whose hash is in the tree", begin+int64(i))
			}
			bundle = bundle[2+length:]
		}
		if len(bundle) != 0 {
			fail("bundle %d has bytes after its entries", begin/256)
		}
	}
	fmt.Printf("ok %s, %d entries, %d signatures\n", lines[0], size, len(n.Sigs))
}
