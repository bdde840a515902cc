import { readFile } from 'node:fs/promises';
import { HufuError, type Result, type Roster, refuse, toHex } from '@hufu/contract';
import { type Policy, parsePolicy, quorumLines } from '@hufu/log';
import { type AcceptedRoster, acceptGenesis, acceptRotation, parseSigned } from '@hufu/statement';
import type { Notebook } from './notebook.ts';

/** The rosters the machine follows: the first one from provisioning, each later one under the rules of the one before. */
export interface RosterKeeper {
  readonly current: AcceptedRoster | undefined;
  /** Which checkpoints of the log are believed, as the roster says. */
  readonly policy: Policy | undefined;
  /** Takes the next version; the same or an older one changes nothing. */
  offer(cose: Uint8Array): Promise<Result<'accepted' | 'held'>>;
}

/** Folds the rosters of the journal and, on a blank machine, takes the genesis of provisioning. */
export async function openRosterKeeper(
  notebook: Notebook,
  genesisFile: string | null,
): Promise<RosterKeeper> {
  let current: AcceptedRoster | undefined;
  let policy: Policy | undefined;
  const hold = (roster: AcceptedRoster) => {
    current = roster;
    policy = policyOf(roster.roster);
  };
  const judge = (cose: Uint8Array): Result<AcceptedRoster> => {
    const signed = parseSigned(cose);
    if (!signed.ok) return signed;
    return current ? acceptRotation(current, signed.value) : acceptGenesis(signed.value);
  };
  for (const cose of notebook.memory.rosters) {
    const accepted = judge(cose);
    if (!accepted.ok) throw new HufuError(accepted.code, { context: accepted.context });
    hold(accepted.value);
  }

  async function offer(cose: Uint8Array): Promise<Result<'accepted' | 'held'>> {
    const signed = parseSigned(cose);
    if (!signed.ok) return signed;
    const { payload, digest } = signed.value;
    if (payload.type !== 'roster')
      return refuse('STATEMENT_TYPE_WRONG', { wanted: 'roster', got: payload.type });
    const isOld = current && payload.version <= current.roster.version;
    if (isOld) {
      // Another roster under a version that we hold is a second truth: refuse it loudly.
      const isSame =
        payload.version < (current?.roster.version ?? 0) ||
        toHex(digest) === toHex(current?.digest ?? new Uint8Array());
      return isSame
        ? { ok: true, value: 'held' }
        : refuse('ROSTER_NOT_CHAINED', { problem: '同一版本两份名册 / two rosters of one version' });
    }
    const accepted = judge(cose);
    if (!accepted.ok) return accepted;
    await notebook.note('roster', { cose });
    hold(accepted.value);
    return { ok: true, value: 'accepted' };
  }

  if (!current && genesisFile) {
    const taken = await offer(new Uint8Array(await readFile(genesisFile)));
    if (!taken.ok) throw new HufuError(taken.code, { context: taken.context });
  }
  return {
    get current() {
      return current;
    },
    get policy() {
      return policy;
    },
    offer,
  };
}

/** The roster's log and witnesses as a policy of c2sp.org/tlog-policy; undefined when its keys cannot be read. */
export function policyOf(roster: Roster): Policy | undefined {
  const witnesses = roster.witnesses.all.map((w, i) => ({ ...w, name: `w${i}` }));
  const lines = [
    `log ${roster.log.vkey}`,
    ...witnesses.map((w) => `witness ${w.name} ${w.vkey}`),
    ...quorumLines(witnesses, roster.witnesses.k),
    '',
  ];
  const policy = parsePolicy(lines.join('\n'));
  return policy.ok ? policy.value : undefined;
}
