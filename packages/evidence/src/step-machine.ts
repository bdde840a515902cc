import {
  accept,
  answersLight,
  type MachineRecord,
  type Receipt,
  type Result,
  type RosterMachine,
  refuse,
  type StatementOf,
  sameBytes,
  toHex,
  wereShown,
} from '@hufu/contract';
import {
  type AcceptedRoster,
  parseSigned,
  payloadDigest,
  thumbprint,
  type VerifiedAuthorization,
  verifyReceipt,
  verifyRecord,
} from '@hufu/statement';
import type { Scene } from './scene.ts';

/** What the machine's own records prove. */
export interface MachineStory {
  readonly machines: readonly string[];
  /** Executed impressions, each with the press controller's receipt. */
  readonly executed: readonly { readonly k: number; readonly at: number }[];
  readonly finish: StatementOf<'finish'> | undefined;
  /** Digests of papers that records name: frames before and after, refused papers. */
  readonly papers: ReadonlySet<string>;
  /** Digests of photographs of people: named, never part of a pack. */
  readonly people: ReadonlySet<string>;
}

const clockToleranceMs = 5 * 60_000;
const contradicts = (problem: string) => refuse('EVIDENCE_CONTRADICTS', { problem });

/** The chain of records: signatures, order, and for each attempt intent -> outcome -> receipt (I1, I2, I3). */
export function verifyMachine(
  scene: Scene,
  approved: VerifiedAuthorization | undefined,
): Result<MachineStory> {
  const records: Recorded[] = [];
  for (const { signed, path } of scene.statements) {
    if (!('prev' in signed.payload)) continue;
    const verified = verifyWithRosters(scene.rosters, signed, path);
    if (!verified.ok) return verified;
    records.push({ ...verified.value, hash: payloadDigest(signed.cose) });
  }
  records.sort((a, b) => a.dev.localeCompare(b.dev) || a.record.n - b.record.n);
  const chained = verifyOrder(records);
  if (!chained.ok) return chained;
  if (records.length > 0 && !approved)
    return contradicts('没有授权，却有机器记录 / records of a machine without an authorization');
  return tell(scene, records, approved);
}

interface Recorded {
  readonly record: MachineRecord;
  readonly dev: string;
  readonly machine: RosterMachine;
  readonly hash: Uint8Array;
}

/** Verifies a record under the newest roster that had its machine in service then. */
function verifyWithRosters(
  rosters: readonly AcceptedRoster[],
  signed: Parameters<typeof verifyRecord>[0],
  path: string,
): Result<Omit<Recorded, 'hash'>> {
  const { payload } = signed;
  if (!('prev' in payload)) return refuse('STATEMENT_TYPE_WRONG', { wanted: 'record', got: payload.type });
  for (const { roster } of [...rosters].reverse()) {
    const machine = roster.machines.find((m) => sameBytes(thumbprint(m.pressKey), payload.machine));
    if (!machine || machine.since > payload.at + 3_600_000) continue;
    if (machine.until !== null && machine.until + 3_600_000 <= payload.at) continue;
    const verified = verifyRecord(signed, roster);
    if (!verified.ok) return { ...verified, context: { ...verified.context, path } };
    return accept({ record: verified.value, dev: toHex(payload.machine), machine });
  }
  return refuse('MACHINE_UNKNOWN', { machine: toHex(payload.machine).slice(0, 12) });
}

/** Numbers rise; where two follow each other the later names the earlier. Between may lie other jobs' records. */
function verifyOrder(records: readonly Recorded[]): Result<void> {
  for (const [i, later] of records.entries()) {
    const earlier = records[i - 1];
    if (!earlier || earlier.dev !== later.dev) continue;
    if (later.record.n === earlier.record.n)
      return contradicts(`第 ${later.record.n} 条记录有两个版本 / a record twice`);
    if (later.record.n === earlier.record.n + 1 && !sameBytes(later.record.prev, earlier.hash))
      return contradicts(
        `第 ${later.record.n} 条记录没有接上前一条 / record ${later.record.n} does not follow`,
      );
  }
  return accept(undefined);
}

function tell(
  scene: Scene,
  records: readonly Recorded[],
  approved: VerifiedAuthorization | undefined,
): Result<MachineStory> {
  const executed: { k: number; at: number }[] = [];
  const ended = new Map<number, 'executed' | 'unknown'>();
  const intents = new Map<string, StatementOf<'intent'>>();
  const papers = new Set<string>();
  const people = new Set<string>();
  const checked = new Set<number>();
  const shown: { page: number; copy: number }[] = [];
  let finish: StatementOf<'finish'> | undefined;
  let isPresent = false;
  for (const { record, machine, dev } of records) {
    if (!approved || !('authorization' in record)) continue;
    const a = approved.authorization;
    if (record.authorization !== null && record.authorization !== a.id)
      return contradicts(
        `第 ${record.n} 条记录属于另一份授权 / record ${record.n} is of another authorization`,
      );
    if (a.machine && toHex(a.machine) !== dev) return contradicts('不是授权的那台机器 / another machine');
    switch (record.type) {
      case 'presence':
        if (record.by !== a.stamper)
          return contradicts('到场的不是授权的盖章人 / another person than the stamper');
        isPresent = true;
        if (record.photo) people.add(toHex(record.photo));
        break;
      case 'intent': {
        if (!isPresent) return contradicts('没有到场记录就要盖章 / no presence before the intent');
        const allowed = mayPress(scene, record, approved, ended);
        if (!allowed.ok) return allowed;
        const copy = approved.plan.find((p) => p.k === record.k)?.copy ?? 0;
        if (!wereShown(a, copy, shown))
          return contradicts('有页没有按顺序出示就盖了 / pressed before every page was shown in order');
        intents.set(`${record.k} ${record.attempt}`, record);
        for (const frame of [...record.before, ...(record.light?.frames ?? [])]) papers.add(toHex(frame));
        break;
      }
      case 'outcome': {
        const intent = intents.get(`${record.k} ${record.attempt}`);
        if (!intent) return contradicts(`第 ${record.k} 次盖章没有盖章前登记 / an outcome without an intent`);
        const receipt = receiptOf(record, machine, intent);
        if (!receipt.ok) return receipt;
        if (receipt.value) noteCounters(scene, receipt.value);
        if (record.outcome === 'notExecuted') break;
        ended.set(record.k, record.outcome);
        if (record.outcome === 'executed') executed.push({ k: record.k, at: record.at });
        else
          scene.reservations.push({
            zh: `第 ${record.k + 1} 次盖章结果不明，请看纸面。`,
            en: `The outcome of impression ${record.k + 1} is unknown; look at the paper.`,
          });
        break;
      }
      case 'afterCheck':
        checked.add(record.k);
        if (record.after) papers.add(toHex(record.after));
        if (record.verdict.verdict !== 'match')
          scene.reservations.push({
            zh: `第 ${record.k + 1} 次盖章的盖后核验不是“一致”。`,
            en: `The check after impression ${record.k + 1} was not a match.`,
          });
        break;
      case 'finish':
        finish = record;
        break;
      case 'event':
        if (record.frame) papers.add(toHex(record.frame));
        if (record.event === 'pageShown' && record.shown) shown.push(record.shown);
        break;
      case 'authorizationRecord':
        break;
      default:
        return record satisfies never;
    }
  }
  for (const { k } of executed)
    if (!checked.has(k))
      scene.reservations.push({
        zh: `第 ${k + 1} 次盖章没有盖后核验。`,
        en: `Impression ${k + 1} has no check after it.`,
      });
  return accept({
    machines: [...new Set(records.map((r) => r.machine.name))],
    executed,
    finish,
    papers,
    people,
  });
}

/** I1, I5, I8: an attempt follows no executed or unknown one, in time, on a match or with an exception; F18 wants one always. */
function mayPress(
  scene: Scene,
  intent: StatementOf<'intent'>,
  approved: VerifiedAuthorization,
  ended: ReadonlyMap<number, string>,
): Result<void> {
  const a = approved.authorization;
  if (ended.has(intent.k))
    return contradicts(`第 ${intent.k + 1} 次盖章之后又盖 / pressed again after an outcome`);
  if (!approved.plan.some((p) => p.k === intent.k))
    return contradicts('盖了授权以外的一次 / beyond the authorization');
  if (intent.at > a.validTo + clockToleranceMs || intent.at + clockToleranceMs < a.validFrom)
    return contradicts('在授权的时间之外 / outside of the authorized time');
  if (intent.light && !answersLight(intent.light))
    return contradicts('摄像头没有随灯光变化却盖了 / pressed though the camera did not follow the lamp');
  const isMatch = intent.verdict.verdict === 'match';
  if (isMatch && !a.remoteConfirm) return accept(undefined);
  if (intent.verdict.verdict === 'mismatch') return contradicts('纸面不一致却盖了 / pressed on a mismatch');
  const exception = scene.statements.find(
    ({ signed: { payload } }) =>
      payload.type === 'exception' &&
      payload.id === intent.exception &&
      payload.k === intent.k &&
      sameBytes(payload.machine, intent.machine) &&
      payload.frames.every((f) => intent.before.some((b) => sameBytes(b, f))),
  );
  if (exception) return accept(undefined);
  return contradicts(
    isMatch
      ? '没有审批人逐次确认就盖了 / pressed without the approver’s confirmation'
      : '拿不准的纸没有例外批准 / unsure without an exception',
  );
}

/** I2: executed never without the press controller's receipt for this very attempt; a receipt never says otherwise. */
function receiptOf(
  outcome: StatementOf<'outcome'>,
  machine: RosterMachine,
  intent: StatementOf<'intent'>,
): Result<Receipt | undefined> {
  if (outcome.receipt === null)
    return outcome.outcome === 'executed'
      ? contradicts(`第 ${outcome.k + 1} 次盖章没有回执 / executed without a receipt`)
      : accept(undefined);
  const signed = parseSigned(outcome.receipt);
  if (!signed.ok) return signed;
  const verified = verifyReceipt(signed.value, machine.pressKey);
  if (!verified.ok) return verified;
  const r = verified.value;
  const fits =
    r.authorization === outcome.authorization &&
    r.k === outcome.k &&
    r.attempt === outcome.attempt &&
    r.outcome === outcome.outcome &&
    (r.outcome !== 'executed' || (sameBytes(r.preHash, intent.preHash) && r.H1 > r.H0));
  return fits ? accept(r) : contradicts(`第 ${outcome.k + 1} 次盖章的回执对不上 / the receipt does not fit`);
}

/** A machine whose counters do not add up has been used beside its records: not this evidence's fault, but worth a word. */
function noteCounters(scene: Scene, { counters: { A, D, V, U, L, H } }: Receipt): void {
  if (A + D + V + U === L && H - A >= 0 && H - A <= U) return;
  scene.reservations.push({
    zh: '这台机器的计数显示，另有一次未经批准的落纸。',
    en: "The machine's counters show a contact without authorization at another time.",
  });
}
