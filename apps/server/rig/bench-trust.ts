import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Roster, toHex } from '@hufu/contract';
import { formatVkey, KEY_TYPE, seedSigner } from '@hufu/log';
import { aVillage, derivedBytes, type Village } from '@hufu/testkit';
import { type RunningWitness, startWitness, zWitnessConfig } from '@hufu/witness';

/** A log key and two witnesses on real sockets, and the settings that make a server use them. */
export interface BenchTrust extends AsyncDisposable {
  readonly dir: string;
  readonly env: Record<string, string>;
  readonly witnesses: readonly RunningWitness[];
}

const origin = 'hufu.example/bench';
const logSeed = derivedBytes('bench log');
const logVkey = formatVkey(seedSigner(origin, KEY_TYPE.ed25519, logSeed).key);
const seedOf = (name: string) => derivedBytes(`bench witness ${name}`);
const vkeyOf = (name: string) => formatVkey(seedSigner(name, KEY_TYPE.cosignature, seedOf(name)).key);

/** A village whose roster names the bench's log and witnesses. */
export function benchVillage(name = '虎符村', change: (roster: Roster) => Roster = (r) => r): Village {
  return aVillage({
    name,
    change: (roster) => ({
      ...change(roster),
      log: { origin, vkey: logVkey },
      witnesses: { k: 2, all: roster.witnesses.all.map((w) => ({ ...w, vkey: vkeyOf(w.name) })) },
    }),
  });
}

/** Starts the two witnesses of a village, with a clock. */
export async function startBenchTrust(village: Village, now: () => number = Date.now): Promise<BenchTrust> {
  const dir = mkdtempSync(path.join(tmpdir(), 'hufu-trust-'));
  chmodSync(dir, 0o755); // the database's own account must pass
  const witnesses: RunningWitness[] = [];
  const listed: object[] = [];
  for (const w of village.witnesses.slice(0, 2)) {
    const config = zWitnessConfig.parse({
      name: w.name,
      organisation: w.organisation,
      port: 0,
      cosignSeed: toHex(seedOf(w.name)),
      statementSecret: toHex(w.signer.secret),
      stateFile: path.join(dir, `${w.organisation}.json`),
      logs: [{ origin, vkey: logVkey }],
      pins: { [village.id]: toHex(village.accepted.digest) },
      demo: true,
    });
    const witness = await startWitness(config, now);
    witnesses.push(witness);
    const { name, organisation } = w;
    listed.push({ name, organisation, vkey: vkeyOf(name), url: witness.url, sameHost: true });
  }
  const [witnessesFile, keyFile] = [path.join(dir, 'witnesses.json'), path.join(dir, 'log.seed')];
  writeFileSync(witnessesFile, JSON.stringify(listed));
  writeFileSync(keyFile, toHex(logSeed));
  return {
    dir,
    witnesses,
    env: {
      HUFU_LOG_ORIGIN: origin,
      HUFU_LOG_KEY_FILE: keyFile,
      HUFU_WITNESSES_FILE: witnessesFile,
      HUFU_LOG_LEVEL: process.env.BENCH_LOG_LEVEL ?? 'silent',
    },
    async [Symbol.asyncDispose]() {
      for (const w of witnesses) await w.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
