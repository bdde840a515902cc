import { toBase64 } from '../src/base64.ts';
import { formatCheckpoint } from '../src/checkpoint.ts';
import { cosign } from '../src/cosignature.ts';
import { EMPTY_ROOT } from '../src/merkle.ts';
import { proveConsistency, proveInclusion } from '../src/merkle-proof.ts';
import { formatSignatureLine, parseNote, signNote } from '../src/note.ts';
import { formatVkey, KEY_TYPE, type NoteSigner, seedSigner } from '../src/note-key.ts';
import { formatProof } from '../src/proof-file.ts';
import { formatAddCheckpoint } from '../src/witness-request.ts';
import { consistency, type Expected, entry, inclusion, read, rootOf } from './tree-vectors.ts';

/** Everything in `vectors/log`: file name to content. Ed25519 has no random number, so the same run gives the same bytes. */
export async function makeLogVectors(): Promise<Record<string, object>> {
  return {
    'checkpoints.json': await checkpoints(),
    'cosignatures.json': await cosignatures(),
    'inclusion.json': await inclusion(),
    'consistency.json': await consistency(),
    'tlog-proofs.json': await proofs(),
    'add-checkpoint.json': await additions(),
  };
}

const seed = (n: number) => new Uint8Array(32).fill(n);
const origin = 'log.example/虎符';
const log = seedSigner(origin, KEY_TYPE.ed25519, seed(1));
const stranger = seedSigner(origin, KEY_TYPE.ed25519, seed(9));
const witnesses = ['archive.example/一', 'committee.example/二', 'university.example/三'].map((name, i) =>
  seedSigner(name, KEY_TYPE.cosignature, seed(11 + i)),
);
const time = 1_790_000_000;
const textOf = (size: number, root = rootOf(size), of = origin, extensions: string[] = []) =>
  formatCheckpoint({ origin: of, size, root, extensions });
const policy = `${[
  `log ${formatVkey(log.key)}`,
  ...witnesses.map((w, i) => `witness w${i + 1} ${formatVkey(w.key)}`),
  'group all 2 w1 w2 w3',
  'quorum all',
].join('\n')}\n`;

async function cosigned(note: string, by: readonly NoteSigner[], at = time): Promise<string> {
  const parsed = parseNote(note);
  if (!parsed.ok) throw new Error(parsed.code);
  const lines = await Promise.all(
    by.map(async (w, i) => formatSignatureLine(await cosign(parsed.value.text, w, at + i))),
  );
  return note + lines.join('');
}

/** Another digit of base64 in the place of one that carries whole bits. */
function altered(text: string, at: number): string {
  const other = text[at] === 'A' ? 'B' : 'A';
  return text.slice(0, at) + other + text.slice(at + 1);
}

async function checkpoints(): Promise<object> {
  const [w1, w2] = witnesses;
  if (!w1 || !w2) throw new Error('witnesses');
  const signed = await signNote(textOf(7), [log]);
  const good = await cosigned(signed, [w1, w2]);
  const both = (note: string) => cosigned(note, [w1, w2]);
  const list: [name: string, checkpoint: string, expect: Expected, byLog: boolean][] = [
    ['signed by the log and cosigned by two of three', good, 'ok', true],
    ['cosigned by all three', await cosigned(signed, witnesses), 'ok', true],
    ['of the empty tree', await both(await signNote(textOf(0), [log])), 'ok', true],
    ['of one entry', await both(await signNote(textOf(1), [log])), 'ok', true],
    [
      'with an extension line',
      await both(await signNote(textOf(7, rootOf(7), origin, ['extra']), [log])),
      'ok',
      true,
    ],
    [
      'with a line of an algorithm that nobody knows',
      good.replace(
        `— ${w1.key.name}`,
        `— unknown.example/x ${toBase64(new Uint8Array([1, 2, 3, 4, 0xff, 1]))}\n— ${w1.key.name}`,
      ),
      'ok',
      true,
    ],
    ['cosigned by one of three', await cosigned(signed, [w1]), 'POLICY_QUORUM_MISSING', true],
    [
      'cosigned twice by one witness',
      await cosigned(await cosigned(signed, [w1]), [w1], time + 60),
      'POLICY_QUORUM_MISSING',
      true,
    ],
    [
      'of another log',
      await both(
        await signNote(textOf(7, rootOf(7), 'other.example/log'), [
          seedSigner('other.example/log', KEY_TYPE.ed25519, seed(1)),
        ]),
      ),
      'POLICY_LOG_UNKNOWN',
      false,
    ],
    [
      'that the log has not signed',
      (await both(signed)).replace(/^— log[^\n]*\n/m, ''),
      'NOTE_UNSIGNED',
      false,
    ],
    [
      'signed by another key under the name of the log',
      await both(await signNote(textOf(7), [stranger])),
      'NOTE_UNSIGNED',
      false,
    ],
    ['of which the size was changed', good.replace('\n7\n', '\n8\n'), 'NOTE_SIGNATURE_INVALID', false],
    [
      'of which the root was changed',
      good.replace(toBase64(rootOf(7)), toBase64(rootOf(6))),
      'NOTE_SIGNATURE_INVALID',
      false,
    ],
    [
      'of which the signature of the log was changed',
      altered(good, good.indexOf('— log') + `— ${origin} `.length + 20),
      'NOTE_SIGNATURE_INVALID',
      false,
    ],
    [
      'of which a cosignature was changed',
      altered(good, good.indexOf(`— ${w2.key.name}`) + `— ${w2.key.name} `.length + 30),
      'NOTE_SIGNATURE_INVALID',
      true,
    ],
    ['without a blank line', good.replace('\n\n', '\n'), 'NOTE_MALFORMED', false],
    ['without its last newline', good.slice(0, -1), 'NOTE_MALFORMED', false],
    ['with a carriage return', good.replace('\n7\n', '\r\n7\n'), 'NOTE_MALFORMED', false],
    [
      'with a size that begins with zero',
      await both(await signNote(textOf(7).replace('\n7\n', '\n07\n'), [log])),
      'NOTE_MALFORMED',
      true,
    ],
    [
      'with a negative size',
      await both(await signNote(textOf(7).replace('\n7\n', '\n-7\n'), [log])),
      'NOTE_MALFORMED',
      true,
    ],
    [
      'with a root of 31 bytes',
      await both(await signNote(textOf(7).replace(toBase64(rootOf(7)), toBase64(rootOf(7).slice(1))), [log])),
      'NOTE_MALFORMED',
      true,
    ],
    ['without a root', await both(await signNote(`${origin}\n7\n`, [log])), 'NOTE_MALFORMED', true],
    ['that is empty', '', 'NOTE_MALFORMED', false],
  ];
  return {
    about:
      'Checkpoints and whether the policy believes them; byLog: whether a verifier with the log key alone accepts the note.',
    logVkey: formatVkey(log.key),
    policy,
    cases: list.map(([name, checkpoint, expect, byLog]) => ({ name, checkpoint, expect, byLog })),
  };
}

async function cosignatures(): Promise<object> {
  const [w] = witnesses;
  if (!w) throw new Error('witness');
  const text = textOf(7);
  const line = formatSignatureLine(await cosign(text, w, time));
  const start = `— ${w.key.name} `.length;
  const list: [name: string, line: string, expect: Expected][] = [
    ['of the text at this time', line, 'ok'],
    ['of another size', formatSignatureLine(await cosign(textOf(8), w, time)), 'NOTE_SIGNATURE_INVALID'],
    ['of another time in the signature', altered(line, start + 15), 'NOTE_SIGNATURE_INVALID'],
    ['with a changed signature', altered(line, start + 40), 'NOTE_SIGNATURE_INVALID'],
    [
      'that is a plain signature of the note',
      (await signNote(text, [seedSigner(w.key.name, KEY_TYPE.ed25519, seed(11))])).split('\n\n')[1] ?? '',
      'none',
    ],
    ['under another name', line.replace(w.key.name, 'archive.example/x'), 'none'],
  ];
  return {
    about:
      'Lines of c2sp.org/tlog-cosignature over one checkpoint; none: the line is not of this key and is passed over.',
    vkey: formatVkey(w.key),
    text,
    time,
    cases: list.map(([name, signature, expect]) => ({ name, line: signature, expect })),
  };
}

async function proofs(): Promise<object> {
  const size = 7;
  const checkpoint = await cosigned(await signNote(textOf(size), [log]), witnesses.slice(0, 2));
  const note = parseNote(checkpoint);
  const proved = await proveInclusion(5, size, read);
  if (!note.ok || !proved.ok) throw new Error('proof');
  const of = (changes: object) =>
    formatProof({ index: 5, hashes: proved.value, checkpoint: note.value, ...changes });
  const good = of({});
  const list: [name: string, entry: Uint8Array, proof: string, expect: Expected][] = [
    ['an entry under a cosigned checkpoint', entry(5), good, 'ok'],
    ['with extra data', entry(5), of({ extra: new Uint8Array([1, 2, 3]) }), 'ok'],
    ['with other extra data, which nobody vouches for', entry(5), of({ extra: new Uint8Array([9]) }), 'ok'],
    ['another entry', entry(6), good, 'MERKLE_PROOF_INVALID'],
    ['another index', entry(5), good.replace('index 5', 'index 4'), 'MERKLE_PROOF_INVALID'],
    [
      'a hash of another place',
      entry(5),
      of({ hashes: [...proved.value].reverse() }),
      'MERKLE_PROOF_INVALID',
    ],
    ['a hash too few', entry(5), of({ hashes: proved.value.slice(1) }), 'MERKLE_PROOF_INVALID'],
    ['an index beyond the tree', entry(5), good.replace('index 5', 'index 7'), 'TLOG_PROOF_MALFORMED'],
    ['an index that begins with zero', entry(5), good.replace('index 5', 'index 05'), 'TLOG_PROOF_MALFORMED'],
    ['another first line', entry(5), good.replace('@v1', '@v2'), 'TLOG_PROOF_MALFORMED'],
    ['without an index', entry(5), good.replace('index 5\n', ''), 'TLOG_PROOF_MALFORMED'],
    [
      'extra data that is no base64',
      entry(5),
      good.replace('index', 'extra *\nindex'),
      'TLOG_PROOF_MALFORMED',
    ],
    [
      'cosigned by one witness',
      entry(5),
      good
        .split('\n')
        .filter((l) => !l.startsWith('— committee'))
        .join('\n'),
      'POLICY_QUORUM_MISSING',
    ],
    [
      'of which the checkpoint was changed',
      entry(5),
      good.replace('\n7\n', '\n9\n'),
      'NOTE_SIGNATURE_INVALID',
    ],
    ['cut off', entry(5), good.slice(0, good.indexOf('\n\n')), 'TLOG_PROOF_MALFORMED'],
  ];
  return {
    about: 'Files of c2sp.org/tlog-proof; entry is what the leaf hashes (base64).',
    policy,
    cases: list.map(([name, e, proof, expect]) => ({ name, entry: toBase64(e), proof, expect })),
  };
}

async function additions(): Promise<object> {
  const head = (size: number, by = log) => signNote(textOf(size), [by]);
  const consistencyOf = async (from: number, to: number) => {
    const proved = await proveConsistency(from, to, read);
    if (!proved.ok) throw new Error(proved.code);
    return proved.value;
  };
  const other = await signNote(textOf(7, rootOf(6)), [log]);
  const list: [name: string, body: string, expect: Expected][] = [
    ['what extends its view', formatAddCheckpoint(5, await consistencyOf(5, 7), await head(7)), 'cosign'],
    ['the same head again', formatAddCheckpoint(5, [], await head(5)), 'cosign'],
    ['from a size it has passed', formatAddCheckpoint(3, await consistencyOf(3, 7), await head(7)), '409 5'],
    ['from nothing', formatAddCheckpoint(0, [], await head(7)), '409 5'],
    ['a log that was rolled back', formatAddCheckpoint(3, [], await head(3)), '409 5'],
    ['another history', formatAddCheckpoint(5, await consistencyOf(5, 7), other), '422'],
    [
      'another root for its size',
      formatAddCheckpoint(5, [], await signNote(textOf(5, rootOf(4)), [log])),
      '409',
    ],
    ['a proof where none belongs', formatAddCheckpoint(5, [EMPTY_ROOT], await head(5)), '422'],
    [
      'signed by a stranger',
      formatAddCheckpoint(5, await consistencyOf(5, 7), await head(7, stranger)),
      '403',
    ],
    ['an old size beyond the head', formatAddCheckpoint(8, [], await head(7)), '400'],
    [
      'a log it does not know',
      formatAddCheckpoint(
        0,
        [],
        await signNote(textOf(1, rootOf(1), 'other.example/log'), [
          seedSigner('other.example/log', KEY_TYPE.ed25519, seed(3)),
        ]),
      ),
      '404',
    ],
    ['no request at all', 'nonsense', '400'],
  ];
  return {
    about:
      'Bodies of c2sp.org/tlog-witness add-checkpoint for a witness that has cosigned the tree of this size and root.',
    logVkey: formatVkey(log.key),
    held: { size: 5, root: toBase64(rootOf(5)) },
    cases: list.map(([name, body, expect]) => ({ name, body, expect })),
  };
}
