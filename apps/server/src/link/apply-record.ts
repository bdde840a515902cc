import {
  type MachineEvent,
  type MachineRecord,
  type Phase,
  type Receipt,
  type StatementOf,
  toBase64url,
  toHex,
  zPhase,
} from '@hufu/contract';
import { parseSigned, verifyReceipt } from '@hufu/statement';
import { closeServiceOrders, setServiceNonce } from '../custody/service-order.store.ts';
import { setReleaseTrial } from '../fleet/release.store.ts';
import { trialOf } from '../fleet/roll-out.ts';
import type { Work } from '../http/unit-of-work.ts';
import { noticeToPerson, noticeToRole } from '../notify/notice.store.ts';
import { setPhase } from '../seal-use/request.store.ts';
import { type EvidenceRole, namePicture, revealArrived } from './evidence-file.store.ts';
import { type KnownMachine, setMachineCounters } from './machine.store.ts';
import {
  closeTrials,
  countExecuted,
  findImpression,
  insertTrial,
  type Job,
  setImpression,
  setPerson,
  voidRest,
} from './stamping.store.ts';

/** A record in its surroundings. */
export interface RecordScene {
  readonly work: Work;
  readonly machine: KnownMachine;
  readonly pressKey: Uint8Array;
  /** The job the record belongs to, locked; undefined for records of the machine alone. */
  readonly job: Job | undefined;
}

/** Brings request, impressions and pictures up to what a verified record says. */
export async function applyRecord(scene: RecordScene, record: MachineRecord): Promise<void> {
  switch (record.type) {
    case 'authorizationRecord':
      if (!record.accepted) await tellRefusedAuthorization(scene, record.code);
      return;
    case 'presence':
      return await applyPresence(scene, record);
    case 'intent':
      return await applyIntent(scene, record);
    case 'outcome':
      return await applyOutcome(scene, record);
    case 'afterCheck':
      return await applyAfterCheck(scene, record);
    case 'finish':
      return await applyFinish(scene, record);
    case 'event':
      return await applyEvent(scene, record);
    case 'reconciliation':
      return await setMachineCounters(scene.work.tx, scene.machine.dev, record.counters);
    default:
      return record satisfies never;
  }
}

async function applyPresence(scene: RecordScene, record: StatementOf<'presence'>): Promise<void> {
  const { job, work } = scene;
  if (!job) return;
  await begin(scene);
  if (!record.photo) return;
  await name(scene, record.photo, 'person', null, record.at);
  await setPerson(work.tx, job.id, toHex(record.photo));
  await revealArrived(work.tx, job.id);
}

async function applyIntent(scene: RecordScene, record: StatementOf<'intent'>): Promise<void> {
  const { job, work, machine } = scene;
  if (!job) return;
  await begin(scene);
  await closeTrials(work.tx, job.id, record.k);
  for (const frame of [...record.before, ...(record.light?.frames ?? [])])
    await name(scene, frame, 'before', record.k, record.at);
  const [before] = record.before;
  const held = await findImpression(work.tx, job.id, record.k);
  // What has an outcome keeps it (I1): a later intent for it is evidence, not a new beginning.
  if (held?.state !== 'open' && held?.state !== 'inProgress') return;
  await setImpression(work.tx, job.id, record.k, {
    state: 'inProgress',
    attempt: record.attempt,
    machine: machine.id,
    beforeVerdict: record.verdict,
    ...(before ? { before: toHex(before) } : {}),
  });
  await revealArrived(work.tx, job.id);
}

async function applyOutcome(scene: RecordScene, record: StatementOf<'outcome'>): Promise<void> {
  const { job, work, machine } = scene;
  const receipt = receiptOf(scene, record);
  if (receipt) await setMachineCounters(work.tx, machine.dev, receipt.counters);
  if (!job) return;
  const held = await findImpression(work.tx, job.id, record.k);
  if (held?.state !== 'open' && held?.state !== 'inProgress') return;
  const { attempt, at } = record;
  // I2: without the press controller's own word 'executed' is only a claim, and so is 'not executed' after one.
  const isProved =
    receipt?.outcome === record.outcome || (record.outcome === 'notExecuted' && record.receipt === null);
  const outcome = isProved ? record.outcome : 'unknown';
  const state = outcome === 'executed' ? 'executed' : outcome === 'unknown' ? 'unknown' : 'open';
  await setImpression(work.tx, job.id, record.k, {
    state,
    attempt,
    machine: machine.id,
    ...(state === 'open' ? {} : { at }),
  });
  await countExecuted(work.tx, job.request);
  changed(scene, phaseOfJob(job));
}

/** The press controller's receipt of this very attempt, if it is signed with its key. */
function receiptOf(scene: RecordScene, record: StatementOf<'outcome'>): Receipt | undefined {
  const signed = record.receipt ? parseSigned(record.receipt) : undefined;
  const verified = signed?.ok ? verifyReceipt(signed.value, scene.pressKey) : undefined;
  if (!verified?.ok) return undefined;
  const { authorization, k, attempt } = verified.value;
  const isThis = authorization === record.authorization && k === record.k && attempt === record.attempt;
  return isThis ? verified.value : undefined;
}

async function applyAfterCheck(scene: RecordScene, record: StatementOf<'afterCheck'>): Promise<void> {
  const { job, work } = scene;
  if (!job) return;
  if (record.after) await name(scene, record.after, 'after', record.k, record.at);
  await setImpression(work.tx, job.id, record.k, {
    afterVerdict: record.verdict,
    ...(record.after ? { after: toHex(record.after) } : {}),
  });
  await revealArrived(work.tx, job.id);
}

async function applyFinish(scene: RecordScene, record: StatementOf<'finish'>): Promise<void> {
  const { job, work, machine } = scene;
  if (!job) return;
  for (const file of record.files)
    await namePicture(work.tx, {
      digest: toHex(file.digest),
      machine: machine.dev,
      authorization: job.id,
      k: file.k,
      role: file.role,
      mediaType: file.mediaType,
      sizeBytes: file.sizeBytes,
      at: file.at,
    });
  await closeTrials(work.tx, job.id, null);
  await voidRest(work.tx, job.id);
  const executed = await countExecuted(work.tx, job.request);
  const ended = phaseAtEnd(phaseOfJob(job), record.reason, executed);
  await setPhase(work.tx, job.request, ended, { finishedAt: record.at });
  await noticeToPerson(work, job.filer, {
    village: job.village,
    request: job.request,
    title: {
      zh: `已办结：${job.number}，盖章 ${executed} 次`,
      en: `Finished: ${job.number}, ${executed} impressions`,
    },
  });
  changed(scene, ended);
}

function phaseAtEnd(before: Phase, reason: StatementOf<'finish'>['reason'], executed: number): Phase {
  if (before === 'void') return before;
  if (executed === 0 && (reason === 'withdrawn' || before === 'withdrawn')) return 'withdrawn';
  if (executed === 0 && reason === 'expired') return 'expired';
  return 'finished';
}

/** A machine that is locked names the nonce that a service order must bind, and ends the orders it obeyed. */
async function applyLockEvent({ work, machine }: RecordScene, record: MachineEvent): Promise<void> {
  const nonce = /\bserviceNonce=((?:[0-9a-f]{2}){8,64})$/.exec(record.detail)?.[1];
  if (nonce) await setServiceNonce(work.tx, machine.dev, nonce);
  if (record.event === 'lockedDown') await closeServiceOrders(work.tx, machine.dev, 'lockDown', record.at);
  if (record.event === 'serviceDone') await closeServiceOrders(work.tx, machine.dev, 'service', record.at);
}

async function applyEvent(scene: RecordScene, record: MachineEvent): Promise<void> {
  const { job, work, machine } = scene;
  if (record.frame) await name(scene, record.frame, 'before', record.k, record.at);
  await applyLockEvent(scene, record);
  const release = trialOf(record);
  if (release) await setReleaseTrial(work.tx, { ...release, machine: machine.dev, at: work.now });
  const isAsked = record.event === 'paperUnsure' || record.event === 'confirmationAsked';
  const isTrial = record.event === 'paperRefused' || isAsked;
  if (!job || !isTrial || !record.verdict) return;
  const k = record.k ?? 0;
  await closeTrials(work.tx, job.id, k);
  const impression = await findImpression(work.tx, job.id, k);
  const canBeAsked = isAsked && record.frame && record.nonce;
  await insertTrial(work.tx, {
    id: record.id,
    at: record.at,
    request: job.request,
    authorization: job.id,
    machine: machine.dev,
    k,
    page: impression?.page ?? 0,
    frame: record.frame && toHex(record.frame),
    verdict: record.verdict,
    exceptionFor:
      canBeAsked && record.frame && record.nonce
        ? { machine: machine.dev, nonce: toBase64url(record.nonce), frames: [toHex(record.frame)] }
        : null,
  });
  await revealArrived(work.tx, job.id);
  const about = { village: job.village, request: job.request };
  if (canBeAsked)
    await noticeToRole(work, 'approver', {
      ...about,
      title:
        record.event === 'confirmationAsked'
          ? {
              zh: `纸已放好，请您看照片确认这一次用印：${job.number}`,
              en: `The paper lies there, please look and confirm this impression: ${job.number}`,
            }
          : {
              zh: `机器拿不准这张纸，请您看照片：${job.number}`,
              en: `The machine is unsure of a paper, please look: ${job.number}`,
            },
    });
  else
    await noticeToPerson(work, job.filer, {
      ...about,
      title: {
        zh: `纸面与批准的不一致，没有盖章：${job.number}`,
        en: `The paper is not the approved one and was not stamped: ${job.number}`,
      },
    });
  changed(scene, phaseOfJob(job));
}

async function tellRefusedAuthorization(scene: RecordScene, code: string): Promise<void> {
  const { job, work, machine } = scene;
  if (!job) return;
  await noticeToPerson(work, job.filer, {
    village: job.village,
    request: job.request,
    title: {
      zh: `${machine.name} 不接受这份授权（${code}）：${job.number}`,
      en: `${machine.name} does not accept the authorization (${code}): ${job.number}`,
    },
  });
}

/** The job is at a machine now. */
async function begin(scene: RecordScene): Promise<void> {
  const { job, work } = scene;
  if (job?.phase !== 'authorized') return;
  await setPhase(work.tx, job.request, 'stamping');
  changed(scene, 'stamping');
}

async function name(
  scene: RecordScene,
  digest: Uint8Array,
  role: EvidenceRole,
  k: number | null,
  at: number,
) {
  const { work, machine, job } = scene;
  const authorization = job?.id ?? null;
  await namePicture(work.tx, { digest: toHex(digest), machine: machine.dev, authorization, k, role, at });
}

function changed({ work, job }: RecordScene, phase: Phase): void {
  if (job)
    work.tell({ kind: 'requestChanged', request: job.request, phase, village: job.village, at: work.now });
}

function phaseOfJob(job: Job): Phase {
  return zPhase.parse(job.phase);
}
