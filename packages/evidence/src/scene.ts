import {
  accept,
  type Instant,
  type Result,
  refuse,
  type StatementOf,
  type StatementType,
} from '@hufu/contract';
import {
  type AcceptedRoster,
  acceptGenesis,
  acceptRotation,
  parseSigned,
  type SignedStatement,
} from '@hufu/statement';
import type { Bilingual } from './verdict.ts';
import type { PackFiles } from './zip.ts';

/** A statement of the pack with the paths of its files. */
export interface FiledStatement {
  readonly path: string;
  readonly proofPath: string;
  readonly signed: SignedStatement;
}

/** What the steps work on, filled from the pack; each step believes only what earlier ones verified. */
export interface Scene {
  readonly files: PackFiles;
  readonly statements: readonly FiledStatement[];
  /** Version 1 first. */
  readonly rosters: readonly AcceptedRoster[];
  readonly reservations: Bilingual[];
}

/** The chain of rosters: the first by its own root threshold, each next by the old and the new one. */
export function readRosterChain(coses: readonly Uint8Array[]): Result<AcceptedRoster[]> {
  const chain: AcceptedRoster[] = [];
  for (const cose of coses) {
    const signed = parseSigned(cose);
    if (!signed.ok) return signed;
    const last = chain.at(-1);
    const accepted = last ? acceptRotation(last, signed.value) : acceptGenesis(signed.value);
    if (!accepted.ok) return accepted;
    chain.push(accepted.value);
  }
  if (chain.length === 0) return refuse('EVIDENCE_INCOMPLETE', { problem: '没有名册 / no roster' });
  return accept(chain);
}

/** Statements of a pack, parsed strictly. */
export function readStatements(files: PackFiles): Result<FiledStatement[]> {
  const statements: FiledStatement[] = [];
  for (const path of [...files.keys()].filter((p) => p.startsWith('statements/')).sort()) {
    const signed = parseSigned(files.get(path) ?? new Uint8Array(0));
    if (!signed.ok) return signed;
    const stem = path.slice('statements/'.length, -'.cose'.length);
    if (!stem.endsWith(`-${signed.value.payload.type}`))
      return refuse('EVIDENCE_FILE_ALTERED', { path, problem: '名字与种类不符 / name and type differ' });
    statements.push({ path, proofPath: `proofs/${stem}.tlog-proof`, signed: signed.value });
  }
  return accept(statements);
}

/** The roster in force at a time: the newest not later than it, or the first. */
export function rosterAt(rosters: readonly AcceptedRoster[], at: Instant): AcceptedRoster | undefined {
  return rosters.findLast((r) => r.roster.at <= at) ?? rosters[0];
}

/** The statements of one type. */
export function ofType<T extends StatementType>(
  scene: Scene,
  type: T,
): { filed: FiledStatement; payload: StatementOf<T> }[] {
  return scene.statements.flatMap((filed) => {
    const { payload } = filed.signed;
    return isOf(payload, type) ? [{ filed, payload }] : [];
  });
}

function isOf<T extends StatementType>(
  payload: SignedStatement['payload'],
  type: T,
): payload is StatementOf<T> {
  return payload.type === type;
}
