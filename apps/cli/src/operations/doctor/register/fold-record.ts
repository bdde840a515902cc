import { createHash } from 'node:crypto';
import { type MachineRecord, type StatementOf, toHex } from '@hufu/contract';
import { parseSigned, type SignedStatement, verifyReceipt } from '@hufu/statement';
import { type Expected, keyOf, Rule, rowsOf } from './expected.ts';
import type { FoldScene } from './scene.ts';

type Slot = 'before' | 'after' | 'person';

/** What a record of a machine gives: its place in the chain, the impressions, the pictures it names. */
export function foldRecord(scene: FoldScene, signed: SignedStatement, id: string): void {
  const { payload } = signed;
  if (!('prev' in payload)) return;
  const machine = toHex(payload.machine);
  const key = keyOf(machine, payload.n);
  const records = rowsOf(scene.register, 'machine_record');
  // A second version of a record is kept as a statement and set aside: it is evidence, and changes nothing.
  if (records.has(key)) return;
  const hash = createHash('sha256').update(signed.cose).digest('hex');
  records.set(key, { machine, n: payload.n, boot: payload.boot, hash, statement: id });
  apply(scene, payload, machine);
}

function apply(scene: FoldScene, record: MachineRecord, dev: string): void {
  const authorization = 'authorization' in record ? record.authorization : null;
  const held =
    authorization === null ? undefined : rowsOf(scene.register, 'authorization').get(authorization);
  const job = held && authorization !== null && held.village === record.village ? authorization : undefined;
  const request =
    job === undefined ? undefined : rowsOf(scene.register, 'request').get(String(held?.request));
  switch (record.type) {
    case 'presence':
      if (job === undefined) return;
      begin(request);
      if (!record.photo) return;
      namePicture(scene, dev, job, null, 'person', record.photo, record.at);
      for (const i of impressionsOf(scene, job))
        if (i.state === 'open' || i.state === 'inProgress') show(scene, i, 'person', record.photo);
      return;
    case 'intent':
      if (job !== undefined) applyIntent(scene, record, dev, job, request);
      return;
    case 'outcome':
      if (job !== undefined) applyOutcome(scene, record, dev, job, request);
      return;
    case 'afterCheck': {
      if (job === undefined) return;
      const i = rowsOf(scene.register, 'impression').get(keyOf(job, record.k));
      if (record.after) namePicture(scene, dev, job, record.k, 'after', record.after, record.at);
      if (!i) return;
      i.after_verdict = record.verdict;
      if (record.after) show(scene, i, 'after', record.after);
      return;
    }
    case 'finish':
      if (job !== undefined) applyFinish(scene, record, dev, job, request);
      return;
    case 'event':
      if (record.frame) namePicture(scene, dev, job ?? null, record.k, 'before', record.frame, record.at);
      return;
    case 'authorizationRecord':
    case 'reconciliation':
      return;
    default:
      record satisfies never;
  }
}

function begin(request: Record<string, Expected> | undefined): void {
  if (request?.phase instanceof Rule && request.phase.words.startsWith('authorized'))
    Object.assign(request, { phase: 'stamping', finished_at: null });
}

function impressionsOf(scene: FoldScene, job: string): Record<string, Expected>[] {
  return [...rowsOf(scene.register, 'impression').values()].filter((i) => i.authorization === job);
}

/** A picture is named at once and shown when it is here; until then an earlier one may still stand. */
function show(scene: FoldScene, i: Record<string, Expected>, slot: Slot, photo: Uint8Array): void {
  const digest = toHex(photo);
  const earlier = i[slot];
  i[`${slot}_named`] = digest;
  i[slot] = scene.arrived.has(digest)
    ? digest
    : new Rule((v, row) => (earlier instanceof Rule ? earlier.holds(v, row) : v === earlier), 'null');
}

function applyIntent(
  scene: FoldScene,
  record: StatementOf<'intent'>,
  dev: string,
  job: string,
  request: Record<string, Expected> | undefined,
): void {
  begin(request);
  for (const frame of [...record.before, ...(record.light?.frames ?? [])])
    namePicture(scene, dev, job, record.k, 'before', frame, record.at);
  const i = rowsOf(scene.register, 'impression').get(keyOf(job, record.k));
  if (i?.state !== 'open' && i?.state !== 'inProgress') return;
  const [before] = record.before;
  Object.assign(i, {
    state: 'inProgress',
    attempt: record.attempt,
    machine: scene.machines.get(dev)?.id,
    before_verdict: record.verdict,
  });
  if (before) show(scene, i, 'before', before);
}

function applyOutcome(
  scene: FoldScene,
  record: StatementOf<'outcome'>,
  dev: string,
  job: string,
  request: Record<string, Expected> | undefined,
): void {
  const i = rowsOf(scene.register, 'impression').get(keyOf(job, record.k));
  if (i?.state !== 'open' && i?.state !== 'inProgress') return;
  const isProved =
    receiptSays(scene, record, dev) === record.outcome ||
    (record.outcome === 'notExecuted' && record.receipt === null);
  const outcome = isProved ? record.outcome : 'unknown';
  const state = outcome === 'notExecuted' ? 'open' : outcome;
  Object.assign(i, {
    state,
    attempt: record.attempt,
    machine: scene.machines.get(dev)?.id,
    ...(state === 'open' ? {} : { at: record.at }),
  });
  count(scene, job, request);
}

/** What the press controller itself signed for this attempt (I2). */
function receiptSays(scene: FoldScene, record: StatementOf<'outcome'>, dev: string): string | undefined {
  const pressKey = scene.machines.get(dev)?.pressKey;
  const signed = record.receipt ? parseSigned(record.receipt) : undefined;
  const receipt = signed?.ok && pressKey ? verifyReceipt(signed.value, pressKey) : undefined;
  if (!receipt?.ok) return undefined;
  const { authorization, k, attempt, outcome } = receipt.value;
  return authorization === record.authorization && k === record.k && attempt === record.attempt
    ? outcome
    : undefined;
}

function count(scene: FoldScene, job: string, request: Record<string, Expected> | undefined): number {
  const own = impressionsOf(scene, job);
  const executed = own.filter((i) => i.state === 'executed' || i.state === 'badStamp').length;
  if (request) request.executed = executed;
  return executed;
}

function applyFinish(
  scene: FoldScene,
  record: StatementOf<'finish'>,
  dev: string,
  job: string,
  request: Record<string, Expected> | undefined,
): void {
  for (const f of record.files)
    namePicture(scene, dev, job, f.k, f.role, f.digest, f.at, { mediaType: f.mediaType, size: f.sizeBytes });
  for (const i of impressionsOf(scene, job))
    if (i.state === 'open' || i.state === 'inProgress') i.state = 'voided';
  const executed = count(scene, job, request);
  if (!request) return;
  const { phase } = request;
  const isVoid = phase instanceof Rule && phase.words.startsWith('void');
  const isWithdrawn = phase === 'withdrawn';
  const ended =
    executed === 0 && (record.reason === 'withdrawn' || isWithdrawn)
      ? 'withdrawn'
      : executed === 0 && record.reason === 'expired'
        ? 'expired'
        : 'finished';
  Object.assign(request, {
    phase: isVoid ? new Rule((p) => p === 'void' || p === ended, `void / ${ended}`) : ended,
    finished_at: record.at,
  });
}

function namePicture(
  scene: FoldScene,
  machine: string,
  authorization: string | null,
  k: number | null,
  role: Slot | 'reference',
  photo: Uint8Array,
  at: number,
  file: { mediaType: string; size: number } = { mediaType: 'image/jpeg', size: 0 },
): void {
  const digest = toHex(photo);
  const rows = rowsOf(scene.register, 'evidence_file');
  const key = keyOf(digest, machine, role);
  const held = rows.get(key);
  if (!held) {
    rows.set(key, {
      digest,
      machine,
      authorization,
      k,
      role,
      media_type: file.mediaType,
      size_bytes: sizeRule(scene, digest, file.size),
      named_at: at,
      uploaded_at: new Rule((v) => (v !== null) === scene.arrived.has(digest), 'uploaded'),
    });
    return;
  }
  held.k = held.k ?? k;
  if (file.size > 0) held.size_bytes = sizeRule(scene, digest, file.size);
}

/** The machine's last word on a job says the size; until then it is that of the file which was uploaded. */
const sizeRule = (scene: FoldScene, digest: string, size: number) =>
  size > 0
    ? size
    : new Rule((v) => {
        if (!scene.arrived.has(digest)) return v === 0;
        const own = scene.sizeOf(digest);
        return own === undefined || v === own;
      }, 'size of the file');
