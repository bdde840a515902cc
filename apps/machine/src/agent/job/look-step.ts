import { HufuError, type PlannedImpression, toHex, type VerdictSummary } from '@hufu/contract';
import { readKept } from '../evidence-store.ts';
import { challengeLight, type LightProof } from '../light-challenge.ts';
import type { BeforeLook, EarlierImpression } from '../paper-eyes.ts';
import { heldOf, type JobContext, preparePages, rosterOf, sealOf } from './job-context.ts';
import { earlierOnSheet, type PageToShow, progressOf } from './job-plan.ts';

/** The paper as it was seen before the press. */
export interface PaperLook {
  readonly frame: Uint8Array;
  readonly photo: Uint8Array;
  readonly look: BeforeLook;
  /** That the camera follows the lamp now; null at a machine whose lamp cannot be switched. */
  readonly light: LightProof | null;
}

/**
 * Photographs the paper and compares it with the approved page; a page that is only shown bears nothing yet. The frame is
 * on disk before anything rests on it.
 */
export async function lookAtPaper(
  context: JobContext,
  authorization: string,
  planned: PlannedImpression,
  shown: PageToShow | undefined,
): Promise<PaperLook> {
  await preparePages(context, authorization);
  const { jpeg } = await context.overhead.grab();
  const k = shown ? null : planned.k;
  const [frame, light, look] = await Promise.all([
    context.evidence.keep({ bytes: jpeg, role: 'before', authorization, k }),
    // Beside the comparison, not after it: whichever takes longer is waited for.
    challengeLight(context.hub),
    compared(context, authorization, planned, shown, jpeg),
  ]);
  return { frame, photo: jpeg, look, light };
}

async function compared(
  context: JobContext,
  authorization: string,
  planned: PlannedImpression,
  shown: PageToShow | undefined,
  photo: Uint8Array,
): Promise<BeforeLook> {
  const sheet = sheetOf(context, authorization, shown?.page ?? planned.page);
  const earlier = shown ? [] : await earlierImpressions(context, authorization, planned);
  if (shown || !planned.seam) return context.eyes.before({ ...sheet, photo, earlier });
  const { diameterMm } = sealOf(context, planned.seal);
  const { place, seam } = planned;
  return context.eyes.fan({ ...sheet, photo, earlier, sheets: seam.length, diameterMm, place });
}

/** An approved page as the eyes are asked about it. */
function sheetOf(context: JobContext, authorization: string, page: number) {
  const { payload } = heldOf(context, authorization);
  const approved = payload.pages[page];
  if (!approved) throw new HufuError('JOB_UNKNOWN');
  const zones = payload.zones.filter((z) => z.page === page);
  return { digestHex: toHex(approved.digest), page, zones };
}

/** What this job has already stamped on the same sheet: expected, not an alteration. */
export async function earlierImpressions(
  context: JobContext,
  authorization: string,
  planned: PlannedImpression,
): Promise<EarlierImpression[]> {
  const { payload } = heldOf(context, authorization);
  const facts = context.notebook.memory.job(authorization);
  const made = earlierOnSheet(progressOf(payload, facts), facts, planned);
  return Promise.all(
    made.map(async (p) => {
      const seal = sealOf(context, p.seal);
      return {
        specimenPng: await specimenOf(context, seal.specimen),
        diameterMm: seal.diameterMm,
        xMm: p.place?.xMm ?? null,
        yMm: p.place?.yMm ?? null,
      };
    }),
  );
}

/** The seal's specimen by the digest that the roster names. */
export async function specimenOf(context: JobContext, digest: Uint8Array): Promise<Uint8Array> {
  const specimen = await context.pages.read(toHex(digest));
  if (!specimen) throw new HufuError('JOB_NOT_READY');
  return specimen;
}

/** Specimens of seals that the roster keeps as out of use; one that is not at hand only makes the refusal less precise. */
async function retiredSpecimens(context: JobContext): Promise<Uint8Array[]> {
  const retired = rosterOf(context).seals.filter((s) => s.state === 'retired');
  const found = await Promise.all(retired.map((s) => context.pages.read(toHex(s.specimen))));
  return found.filter((png) => png !== undefined);
}

/** Takes the picture after the press and checks it; a late one is said to be late. */
export async function checkAfter(
  context: JobContext,
  authorization: string,
  planned: PlannedImpression,
  attempt: number,
  late: boolean,
): Promise<{ frame: Uint8Array | null; verdict: VerdictSummary; ms: number }> {
  const facts = context.notebook.memory.job(authorization);
  const intent = facts.attempts.find((a) => a.intent.k === planned.k && a.intent.attempt === attempt)?.intent;
  const [beforeDigest] = intent?.before ?? [];
  if (!beforeDigest) throw new HufuError('JOB_UNKNOWN');
  await preparePages(context, authorization);
  const shot = await photographAfter(context, authorization, planned.k);
  const seal = sealOf(context, planned.seal);
  const of = {
    ...sheetOf(context, authorization, planned.page),
    before: await readKept(context.evidence, beforeDigest),
    specimenPng: await specimenOf(context, seal.specimen),
    diameterMm: seal.diameterMm,
    place: planned.place,
    earlier: await earlierImpressions(context, authorization, planned),
  };
  const { seam } = planned;
  const checked = !shot
    ? undefined
    : seam
      ? await context.eyes.afterFan({ ...of, photo: shot.jpeg, sheets: seam.length })
      : await context.eyes.after({ ...of, after: shot.jpeg, retiredPngs: await retiredSpecimens(context) });
  const verdict: VerdictSummary = checked?.summary ?? {
    verdict: 'unsure',
    confidence: 0,
    reasons: ['noAfterPhoto'],
    regions: [],
  };
  const after = shot?.digest ?? null;
  await context.notebook.record({
    type: 'afterCheck',
    authorization,
    k: planned.k,
    attempt,
    after,
    late,
    verdict,
  });
  return { frame: after, verdict, ms: checked?.ms ?? 0 };
}

/** Takes the pictures that a crash or a fault left out; each says that it is late. */
export async function takeLatePictures(context: JobContext, authorization: string): Promise<void> {
  const facts = context.notebook.memory.job(authorization);
  for (const planned of progressOf(heldOf(context, authorization).payload, facts).unchecked) {
    const made = facts.attempts.find((a) => a.intent.k === planned.k && a.outcome?.outcome === 'executed');
    if (made) await checkAfter(context, authorization, planned, made.intent.attempt, true);
  }
}

/** Three tries: an impression without its picture is the worse evidence. */
async function photographAfter(
  context: JobContext,
  authorization: string,
  k: number,
): Promise<{ jpeg: Uint8Array; digest: Uint8Array } | undefined> {
  for (let round = 0; round < 3; round++) {
    try {
      const { jpeg } = await context.overhead.grab();
      return { jpeg, digest: await context.evidence.keep({ bytes: jpeg, role: 'after', authorization, k }) };
    } catch (error) {
      if (!(error instanceof HufuError) || !error.code.startsWith('CAMERA')) throw error;
      context.onTrouble(error);
    }
  }
  await context.notebook.record({
    type: 'event',
    event: 'cameraFault',
    authorization,
    k,
    frame: null,
    verdict: null,
    detail: 'after',
  });
  return undefined;
}
