import { verifyPack } from '@hufu/evidence';
import { openKiosk } from '../actors/kiosk.ts';
import { approveRequest, fileRequest } from '../actors/seal-use.ts';
import { type ActorSession, signIn, uploadDocument } from '../actors/session.ts';
import { stampAtMachine } from '../actors/stamping.ts';
import { personSigner } from '../demo/rosters.ts';
import type { LivingMachine, RunningDemo } from '../demo/start-demo.ts';
import { demoPassword, demoStampPin } from '../demo/township.ts';
import { spread } from './percentile.ts';

/** What `hufu simulate` reports. */
export interface SimulationResult {
  readonly stampings: number;
  readonly pressed: number;
  readonly refused: number;
  readonly unknown: number;
  readonly logged: number;
  readonly verified: number;
  readonly stepsMs: Readonly<Record<string, { p50: number | null; p95: number | null }>>;
}

const steps = [
  'upload',
  'file',
  'approve',
  'toMachine',
  'paperToPress',
  'requestToStamp',
  'toProof',
  'verify',
] as const;
type Step = (typeof steps)[number];

/** Papers that villages stamp day by day. */
const layouts = [
  { layout: 'residence', matter: 'residence-certificate', seal: 'villageCommitteeSeal' },
  { layout: 'introduction', matter: 'official-letter', seal: 'villageCommitteeSeal' },
  { layout: 'notice', matter: 'public-notice', seal: 'villageCommitteeSeal' },
  { layout: 'subsistence', matter: 'subsistence-allowance', seal: 'villageCommitteeSeal' },
  { layout: 'lease', matter: 'land-transfer-record', seal: 'cooperativeSeal' },
] as const;

/** Runs honest stampings one after the other at the first machine, as its people would. */
export async function runSimulation(
  demo: RunningDemo,
  options: {
    readonly stampings: number;
    readonly seed: string;
    readonly onProgress: (done: number) => void;
    readonly onPack: (stamping: number, pack: Uint8Array) => void;
  },
): Promise<SimulationResult> {
  const [machine] = demo.machines;
  if (!machine) throw new RangeError('a machine wanted');
  const custodian = await signIn(demo.httpUrl, `${machine.village.village.key}-custodian`, demoPassword);
  const secretary = await signIn(demo.httpUrl, `${machine.village.village.key}-secretary`, demoPassword);
  const took = Object.fromEntries(steps.map((s) => [s, []])) as unknown as Record<Step, number[]>;
  let [pressed, refused, unknown, logged, verified] = [0, 0, 0, 0, 0];
  for (let i = 0; i < options.stampings; i++) {
    const run = await oneStamping(demo, machine, { custodian, secretary }, `${options.seed}/${i}`, i, took);
    if (run.pack) options.onPack(i + 1, run.pack);
    pressed += run.pressed;
    refused += run.refused;
    unknown += run.unknown;
    logged += run.logged;
    verified += run.verified;
    options.onProgress(i + 1);
  }
  return {
    stampings: options.stampings,
    pressed,
    refused,
    unknown,
    logged,
    verified,
    stepsMs: Object.fromEntries(steps.map((s) => [s, spread(took[s])])),
  };
}

async function oneStamping(
  demo: RunningDemo,
  machine: LivingMachine,
  people: { custodian: ActorSession; secretary: ActorSession },
  seed: string,
  index: number,
  took: Record<Step, number[]>,
) {
  const kind = layouts[index % layouts.length] ?? layouts[0];
  const keyOf = (duty: string) =>
    personSigner(machine.village.secrets.people[`${machine.village.village.key}-${duty}`]?.secret ?? '');
  const paper = await demo.world.villagePaper({ layout: kind.layout, seed, village: machine.village.place });

  const clock = stopwatch();
  const document = await uploadDocument(people.custodian, paper.pdf, `${paper.title}.pdf`, 'application/pdf');
  took.upload.push(clock.lap());
  const filed = await fileRequest(
    people.custodian,
    keyOf('custodian'),
    {
      matter: kind.matter,
      purpose: paper.title,
      applicantName: paper.values.name ?? '村民',
      documents: [document],
      sealKind: kind.seal,
      place: { page: paper.sealPlaceMm.page - 1, xMm: paper.sealPlaceMm.x, yMm: paper.sealPlaceMm.y },
    },
    Date.now(),
  );
  const requested = performance.now();
  took.file.push(clock.lap());
  await approveRequest(people.secretary, keyOf('secretary'), filed.id, Date.now());
  took.approve.push(clock.lap());
  const detail = await people.secretary.api.sealUse.getRequest({ id: filed.id });
  const authorization = detail.authorization?.id ?? '';
  const kiosk = openKiosk(machine.kioskUrl);
  await kiosk.until(
    'job ready',
    (s) => s.jobs.some((j) => j.authorization === authorization && j.state === 'ready'),
    60_000,
  );
  took.toMachine.push(clock.lap());
  const run = await stampAtMachine(kiosk, {
    authorization,
    digests: document.pages.map((p) => p.digest),
    pin: demoStampPin,
  });
  took.requestToStamp.push(performance.now() - requested);
  took.paperToPress.push(...run.paperToPressMs);
  clock.lap();
  const logged = run.outcome === 'finished' ? await waitForProof(people.custodian, filed.id) : false;
  took.toProof.push(clock.lap());
  const pack = logged ? await downloadPack(demo, people.custodian, filed.id) : undefined;
  const verified = pack !== undefined && (await verifyPack(pack)).ok;
  took.verify.push(clock.lap());
  const after = await people.custodian.api.sealUse.getRequest({ id: filed.id });
  return {
    pressed: run.executed,
    refused: run.outcome === 'refused' || run.outcome === 'unsure' ? 1 : 0,
    unknown: after.impressionPlan.filter((p) => p.state === 'unknown').length,
    logged: logged ? 1 : 0,
    verified: verified ? 1 : 0,
    pack,
  };
}

/** Waits until every statement of the request is in a co-signed checkpoint, the machine's records among them. */
async function waitForProof(session: ActorSession, id: string): Promise<boolean> {
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    const detail = await session.api.sealUse.getRequest({ id });
    const isFinished = detail.statements.some((s) => s.type === 'finish');
    if (isFinished && detail.statements.every((s) => s.witnessed)) return true;
    await new Promise((r) => setTimeout(r, 100));
  }
  return false;
}

/** Downloads the pack with the receipt's secret, as anybody who holds the receipt. */
async function downloadPack(
  demo: RunningDemo,
  session: ActorSession,
  id: string,
): Promise<Uint8Array | undefined> {
  const { receipt } = await session.api.evidence.getReceipt({ request: id });
  const end = Date.now() + 60_000;
  for (;;) {
    const reply = await fetch(
      `${demo.httpUrl}/api/evidence/get-pack?request=${id}&receipt=${encodeURIComponent(receipt)}`,
    );
    if (reply.ok) return new Uint8Array(await reply.arrayBuffer());
    // Pictures are uploaded after the statements: the pack is whole a moment later.
    if (Date.now() > end) return undefined;
    await new Promise((r) => setTimeout(r, 200));
  }
}

function stopwatch() {
  let last = performance.now();
  return {
    lap() {
      const now = performance.now();
      const ms = now - last;
      last = now;
      return ms;
    },
  };
}
