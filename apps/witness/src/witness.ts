import {
  accept,
  type Freshness,
  HufuError,
  type Instant,
  type Result,
  refuse,
  sameBytes,
  toHex,
} from '@hufu/contract';
import { openTurns } from '@hufu/durable';
import {
  cosign,
  decideAddCheckpoint,
  formatSignatureLine,
  KEY_TYPE,
  parseVkey,
  seedSigner,
  type WatchedLog,
  type WitnessDecision,
} from '@hufu/log';
import {
  acceptGenesis,
  acceptRotation,
  clockToleranceMs,
  importSigner,
  parseSigned,
  signStatement,
  verifyApproval,
  verifyRevocation,
} from '@hufu/statement';
import type { WitnessConfig } from './config.ts';
import { neededRevocations, subjectOf, subjectsIn, withdrawnKeys } from './revocations.ts';
import { readMemory, type WitnessMemory, writeMemory } from './state.ts';

/** What a machine asks for through whoever carries it. */
export interface FreshnessQuestion {
  readonly id: string;
  readonly village: string;
  readonly machine: Uint8Array;
  readonly nonce: Uint8Array;
}

/** Answer to `add-checkpoint`: signature lines, or a status of c2sp.org/tlog-witness. */
export type CheckpointAnswer = { readonly lines: string } | Exclude<WitnessDecision, { kind: 'cosign' }>;

/**
 * An independent witness: cosigns checkpoints that extend what it saw, keeps rosters and revocations that it verified,
 * and says what is newest. One act at a time: state is durable before a signature leaves.
 */
export class Witness {
  readonly #config: WitnessConfig;
  readonly #clock: () => Instant;
  readonly #logs: readonly WatchedLog[];
  #memory: WitnessMemory = { trees: new Map(), villages: new Map() };
  readonly #inTurn = openTurns();

  constructor(config: WitnessConfig, clock: () => Instant) {
    this.#config = config;
    this.#clock = clock;
    this.#logs = config.logs.map(({ origin, vkey }) => {
      const key = parseVkey(vkey);
      // A witness that knows no key of a log would refuse it for ever and say that the log is forged.
      if (!key.ok || key.value.name !== origin)
        throw new HufuError('CONFIG_INVALID', { context: { problems: `logs: ${origin}: ${vkey}` } });
      return { origin, keys: [key.value] };
    });
  }

  /** Reads and verifies what was kept. */
  async start(): Promise<void> {
    this.#memory = await readMemory(this.#config.stateFile);
  }

  /** What it knows, for the status page. */
  get memory(): WitnessMemory {
    return this.#memory;
  }

  /** c2sp.org/tlog-witness `add-checkpoint`. */
  addCheckpoint(body: Uint8Array): Promise<CheckpointAnswer> {
    return this.#inTurn(async () => {
      const decision = decideAddCheckpoint(this.#memory.trees, this.#logs, body);
      if (decision.kind !== 'cosign') return decision;
      await this.#keep({ ...this.#memory, trees: decision.state });
      const signer = seedSigner(this.#config.name, KEY_TYPE.cosignature, this.#config.cosignSeed);
      const signature = await cosign(decision.text, signer, Math.floor(this.#clock() / 1000));
      return { lines: formatSignatureLine(signature) };
    });
  }

  /** Takes the first roster of a pinned village, or the next one of a known village. The same one again is no news. */
  addRoster(cose: Uint8Array): Promise<Result<{ version: number }>> {
    return this.#inTurn(async () => {
      const signed = parseSigned(cose);
      if (!signed.ok) return signed;
      if (signed.value.payload.type !== 'roster')
        return refuse('STATEMENT_TYPE_WRONG', { wanted: 'roster', got: signed.value.payload.type });
      const { village: id, version } = signed.value.payload;
      const known = this.#memory.villages.get(id) ?? { rosters: [], revocations: [] };
      const held = known.rosters[version - 1];
      if (held)
        return sameBytes(held.digest, signed.value.digest)
          ? accept({ version })
          : refuse('ROSTER_NOT_CHAINED', {
              problem: '这一版已有另一份名册 / another roster holds this version',
            });
      const last = known.rosters.at(-1);
      const pin = this.#config.pins[id];
      if (!last && pin !== toHex(signed.value.digest))
        return refuse('ROSTER_NOT_CHAINED', {
          problem: '创始名册未经登记 / the first roster is not pinned here',
        });
      const accepted = last ? acceptRotation(last, signed.value) : acceptGenesis(signed.value);
      if (!accepted.ok) return accepted;
      await this.#keepVillage(id, { ...known, rosters: [...known.rosters, accepted.value] });
      return accept({ version });
    });
  }

  /**
   * Takes a revocation; a second one of the same thing is no news. One of an authorization may come with the
   * authorization itself, which shows who filed it.
   */
  addRevocation(cose: Uint8Array, authorizationCose: Uint8Array | null): Promise<Result<{ epoch: number }>> {
    return this.#inTurn(async () => {
      const signed = parseSigned(cose);
      if (!signed.ok) return signed;
      if (signed.value.payload.type !== 'revocation')
        return refuse('STATEMENT_TYPE_WRONG', { wanted: 'revocation', got: signed.value.payload.type });
      const id = signed.value.payload.village;
      const known = this.#memory.villages.get(id);
      const roster = known?.rosters.at(-1)?.roster;
      if (!known || !roster) return refuse('NOT_FOUND', { kind: '村 village', id });
      const { at } = signed.value.payload;
      const now = this.#clock();
      if (at > now + clockToleranceMs)
        return refuse('INPUT_INVALID', { field: 'at', problem: '时间在将来 / in the future' });
      if (subjectsIn(known.revocations).has(subjectOf(signed.value.payload)))
        return accept({ epoch: known.revocations.length });
      const authorization = authorizationCose ? parseSigned(authorizationCose) : undefined;
      const approved = authorization?.ok ? verifyApproval(authorization.value, roster) : undefined;
      const verified = verifyRevocation(
        signed.value,
        roster,
        approved?.ok ? approved.value.authorization : undefined,
        { now, revokedKeys: withdrawnKeys(known.revocations) },
      );
      if (!verified.ok) return verified;
      await this.#keepVillage(id, { ...known, revocations: [...known.revocations, cose] });
      return accept({ epoch: known.revocations.length + 1 });
    });
  }

  /** 'At this time, for this machine nonce, these are the newest that I know.' */
  freshness(question: FreshnessQuestion): Promise<Result<Uint8Array>> {
    return this.#inTurn(async () => {
      const known = this.#memory.villages.get(question.village);
      const newest = known?.rosters.at(-1);
      if (!known || !newest) return refuse('NOT_FOUND', { kind: '村 village', id: question.village });
      const log = this.#config.logs.find((l) => l.origin === newest.roster.log.origin);
      const tree = log ? this.#memory.trees.get(log.origin) : undefined;
      const word: Freshness = {
        type: 'freshness',
        v: 1,
        village: question.village,
        at: this.#clock(),
        witness: this.#config.name,
        machine: question.machine,
        nonce: question.nonce,
        rosterVersion: newest.roster.version,
        rosterDigest: newest.digest,
        epoch: known.revocations.length,
        ...neededRevocations(known.revocations, newest.roster, this.#clock()),
        log: {
          origin: newest.roster.log.origin,
          size: tree?.size ?? 0,
          root: tree?.root ?? new Uint8Array(32),
        },
      };
      const signer = importSigner('EdDSA', this.#config.statementSecret);
      return accept(await signStatement(word, [signer]));
    });
  }

  #keepVillage(
    id: string,
    village: WitnessMemory['villages'] extends ReadonlyMap<string, infer V> ? V : never,
  ) {
    return this.#keep({ ...this.#memory, villages: new Map([...this.#memory.villages, [id, village]]) });
  }

  async #keep(memory: WitnessMemory): Promise<void> {
    await writeMemory(this.#config.stateFile, memory);
    this.#memory = memory;
  }
}
