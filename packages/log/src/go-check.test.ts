import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suiteNamed } from '@hufu/statement';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { toBase64 } from './base64.ts';
import { cosign } from './cosignature.ts';
import { openLog } from './log.ts';
import { formatSignatureLine } from './note.ts';
import { formatVkey, KEY_TYPE, seedSigner } from './note-key.ts';
import { sm2SideKey } from './side-signature.ts';

const run = promisify(execFile);
const checker = fileURLToPath(new URL('../../../vectors/go-check', import.meta.url));
const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/go/bin'];
const go = folders.map((folder) => join(folder, 'go')).find((path) => existsSync(path));
const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false' };

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hufu-go-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Builds the checker; says why when this machine cannot. */
async function build(): Promise<{ binary: string } | { missing: string }> {
  if (go === undefined) return { missing: 'no Go on this machine' };
  const binary = join(root, 'go-check');
  try {
    await run(go, ['mod', 'download'], { cwd: checker, env });
  } catch (error) {
    return { missing: `golang.org/x/mod could not be downloaded: ${String(error)}` };
  }
  await run(go, ['build', '-o', binary, '.'], { cwd: checker, env });
  return { binary };
}

it('is believed by golang.org/x/mod: checkpoints, cosignatures, inclusion and consistency proofs', async (context) => {
  const built = await build();
  if ('missing' in built) {
    console.warn(`\n*** SKIPPED: the Go conformance check of the log did not run: ${built.missing} ***\n`);
    return context.skip(built.missing);
  }
  const origin = 'example.com/虎符';
  /** A second line that Go's note package does not know, and must pass over. */
  const sm2 = suiteNamed('SM2');
  const sm2Secret = new Uint8Array(32).fill(7);
  const besideSm2 = {
    key: sm2SideKey(origin, sm2.publicOf(sm2Secret)),
    sign: (message: Uint8Array) => sm2.sign(sm2Secret, message),
  };
  const signer = seedSigner(origin, KEY_TYPE.ed25519, new Uint8Array(32).fill(1));
  const witness = seedSigner('witness.example/一', KEY_TYPE.cosignature, new Uint8Array(32).fill(2));
  await using log = await openLog({ dir: join(root, 'log'), origin, signer, beside: [besideSm2] });
  const entry = (i: number) => new TextEncoder().encode(`entry ${i}`);
  const proofOf = (result: Awaited<ReturnType<typeof log.proveInclusion>>) => {
    if (!result.ok) throw new Error(result.code);
    return result.value.map(toBase64);
  };

  const heads: { checkpoint: string }[] = [];
  const sizes: number[] = [];
  const inclusion = [];
  const consistency = [];
  for (const count of [1, 6, 249, 1, 300, 13]) {
    await log.append(Array.from({ length: count }, (_, i) => entry(log.size + i)));
    const text = log.checkpoint().slice(0, log.checkpoint().indexOf('\n\n') + 1);
    const line = formatSignatureLine(await cosign(text, witness, 1_790_000_000 + heads.length));
    heads.push({ checkpoint: log.checkpoint() + line });
    sizes.push(log.size);
  }
  for (const [to, size] of sizes.entries()) {
    for (const index of [0, 6, 255, 256, 500, size - 1].filter((i) => i < size)) {
      inclusion.push({
        index,
        head: to,
        entry: toBase64(entry(index)),
        proof: proofOf(await log.proveInclusion(index, size)),
      });
    }
    for (const [from, older] of sizes.slice(0, to + 1).entries()) {
      consistency.push({ from, to, proof: proofOf(await log.proveConsistency(older, size)) });
    }
  }
  const path = join(root, 'log.json');
  const whole = {
    logVkey: formatVkey(signer.key),
    witnessVkey: formatVkey(witness.key),
    heads,
    inclusion,
    consistency,
  };
  await writeFile(path, JSON.stringify(whole));
  const { stdout } = await run(built.binary, [path]);
  expect(stdout).toBe(
    `ok ${heads.length} heads, ${inclusion.length} inclusion, ${consistency.length} consistency\n`,
  );

  // And it does notice: the same file with one entry changed is refused.
  const [first, ...others] = inclusion;
  await writeFile(
    path,
    JSON.stringify({ ...whole, inclusion: [{ ...first, entry: toBase64(entry(9_999)) }, ...others] }),
  );
  await expect(run(built.binary, [path])).rejects.toThrow();

  // The folder as a server leaves it, read by Go alone: every tile up to the root, every entry against its hash.
  const headFile = join(root, 'head');
  await writeFile(headFile, heads.at(-1)?.checkpoint ?? '');
  const tiles = ['-tiles', join(root, 'log'), headFile, formatVkey(signer.key), formatVkey(witness.key)];
  expect((await run(built.binary, tiles)).stdout).toBe(`ok ${origin}, ${log.size} entries, 2 signatures\n`);
  for (const name of ['tile/entries/001', 'tile/0/001', `tile/entries/002.p/${log.size % 256}`]) {
    const file = join(root, 'log', name);
    const bytes = await readFile(file);
    const changed = Uint8Array.from(bytes);
    changed[77] = (changed[77] ?? 0) ^ 1;
    await chmod(file, 0o644);
    await writeFile(file, changed);
    await expect(run(built.binary, tiles), name).rejects.toThrow();
    await writeFile(file, bytes);
  }
}, 180_000);

it('agrees with golang.org/x/mod on every one of vectors/log', async (context) => {
  const built = await build();
  if ('missing' in built) {
    console.warn(`\n*** SKIPPED: Go did not look at vectors/log: ${built.missing} ***\n`);
    return context.skip(built.missing);
  }
  const vectors = fileURLToPath(new URL('../../../vectors/log', import.meta.url));
  const { stdout } = await run(built.binary, ['-vectors', vectors]);
  expect(stdout).toMatch(/^ok \d\d checkpoints, \d\d inclusion, \d\d consistency\n$/);
}, 180_000);
