import { type KioskJob, type KioskState, sameBytes, toHex } from '@hufu/contract';
import { thumbprint } from '@hufu/statement';
import { refillersOf } from './ink-keeper.ts';
import { inkLevel, LOW_INK } from './ink-pad.ts';
import type { JobContext } from './job/job-context.ts';
import { progressOf } from './job/job-plan.ts';
import type { JobSession } from './job/session.ts';
import type { ServerLink } from './server-link.ts';

/** The whole state of the touch screen, read from what the agent knows. */
export function kioskState(
  context: JobContext,
  session: JobSession,
  server: ServerLink | undefined,
): KioskState {
  const { notebook, rosters, press, freshness, config, records } = context;
  const roster = rosters.current?.roster;
  const machine = roster?.machines.find((m) => sameBytes(thumbprint(m.pressKey), context.machine));
  const now = notebook.clock.now();
  const ink = inkLevel(notebook.memory.ink, config.policy.impressionsPerFilling);
  return {
    machine: {
      id: machine?.id ?? zeroId,
      name: machine?.name ?? '未登记的机器',
      village: roster?.villageName ?? '',
      thumbprint: toHex(context.machine),
    },
    demo: config.demo,
    now,
    link: {
      online: server?.link.isOnline ?? false,
      since: server?.since ?? 0,
      queued: records.queued,
    },
    freshUntil: freshness.until,
    counters: press.status?.counters ?? null,
    ink,
    inkLow: ink <= LOW_INK,
    refillers: refillersOf(roster, context.pinHolders(), now),
    lock: lockOf(context),
    rosterDigest: rosters.current ? toHex(rosters.current.digest) : null,
    jobs: jobsOf(context, session.authorization, now),
    screen: session.holder.screen,
    version: session.holder.version,
  };
}

const zeroId = '00000000-0000-0000-0000-000000000000';

/** Local locks before those of the controller: whoever locked, it is locked. */
export function lockOf(context: JobContext): KioskState['lock'] {
  const { memory } = context.notebook;
  if (memory.lock.state !== 'clear') return memory.lock.state;
  if (!context.rosters.current) return 'blank';
  switch (context.press.status?.mode) {
    case undefined:
    case 'starting':
      return 'noPress';
    case 'blank':
      return 'blank';
    case 'quarantined':
    case 'tampered':
      return 'quarantined';
    case 'lockedDown':
      return 'lockedDown';
    default:
      return 'ready';
  }
}

function jobsOf(context: JobContext, current: string | null, now: number): KioskJob[] {
  const { memory } = context.notebook;
  const roster = context.rosters.current?.roster;
  const jobs: KioskJob[] = [];
  for (const [id, { payload, number, signed }] of memory.authorizations) {
    const facts = memory.job(id);
    const isOver = facts.finish !== null || memory.revoked.has(id) || now > payload.validTo;
    // What is finished stays in sight while it is before the screen.
    if (isOver && id !== current) continue;
    const progress = progressOf(payload, facts);
    const stamper = roster?.people.find((p) => p.id === payload.stamper);
    const seals = [...new Set(payload.impressions.map((i) => i.seal))];
    const seams = progress.plan.filter((p) => p.seam).length;
    const approvers = (roster?.people ?? []).filter((p) =>
      p.keys.some((k) => signed.signatures.some((s) => sameBytes(s.thumbprint, thumbprint(k.key)))),
    );
    jobs.push({
      authorization: id,
      number,
      matter: payload.matter.name,
      purpose: payload.purpose,
      applicantName: payload.applicantName,
      approverNames: approvers.map((p) => p.name),
      stamper: { id: payload.stamper, name: stamper?.name ?? '' },
      sealNames: seals.map((s) => roster?.seals.find((r) => r.id === s)?.name ?? ''),
      pages: payload.pages.length,
      pageDigests: payload.pages.map((p) => toHex(p.digest)),
      granted: progress.plan.length,
      ...(seams > 0 ? { seams } : {}),
      executed: progress.executed,
      validTo: payload.validTo,
      ...(payload.mode === 'emergency' ? { emergency: true as const } : {}),
      state: isOver
        ? 'done'
        : !context.pages.isReady(payload)
          ? 'preparing'
          : facts.presence
            ? 'interrupted'
            : 'ready',
    });
  }
  return jobs.sort((a, b) => a.validTo - b.validTo);
}
