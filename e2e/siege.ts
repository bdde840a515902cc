import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Authorization, fromBase64url, type MachineEvent, toHex, valueOrThrow } from '@hufu/contract';
import { readTruthOf } from '@hufu/machine';
import {
  encodePayload,
  parseSigned,
  type SignedStatement,
  type Signer,
  signStatement,
  thumbprint,
} from '@hufu/statement';
import { openKiosk } from '../apps/cli/src/actors/kiosk.ts';
import { personSigner } from '../apps/cli/src/demo/rosters.ts';
import { demoStampPin } from '../apps/cli/src/demo/township.ts';
import { rosterOf } from '../apps/cli/src/demo/villages.ts';
import { type FiledPaper, openOffice } from './office.ts';
import { openOperator } from './operator.ts';
import { openTownship } from './township.ts';

/** A paper with the authorization that its approver really signed. */
export interface Approved {
  readonly paper: FiledPaper;
  readonly signed: SignedStatement<Authorization>;
}

/** The bytes of a statement with one part exchanged inside: only signatures can tell. */
export function moved(cose: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const bytes = Buffer.from(cose);
  const at = bytes.indexOf(Buffer.from(from));
  if (at < 0 || from.length !== to.length) throw new RangeError('nothing to exchange');
  bytes.set(to, at);
  return new Uint8Array(bytes);
}

/** The id a statement gives itself. */
export const idOf = (signed: SignedStatement) => ('id' in signed.payload ? signed.payload.id : '');

/** A township whose operator is hostile: one paper is approved and waits at the machine. */
export type Siege = Awaited<ReturnType<typeof openSiege>>;

/** Opens the township and leaves an approved paper waiting. */
export async function openSiege(port: number) {
  const demo = await openTownship(port);
  const office = openOffice(demo);
  const machine = () => {
    const [first] = demo.machines;
    if (!first) throw new Error('no machine');
    return first;
  };
  const kiosk = openKiosk(machine().kioskUrl);
  const { village } = machine();
  const roster = rosterOf(village);
  const dev = thumbprint(roster.machines.at(-1)?.pressKey ?? new Uint8Array());
  const secretOf = (duty: string) => village.secrets.people[`${village.village.key}-${duty}`]?.secret ?? '';
  const secretary = personSigner(secretOf('secretary'));
  const custodian = personSigner(secretOf('custodian'));
  const operator = await openOperator(demo, demo.dataDir, toHex(dev));
  const truth = () => readTruthOf(machine().simDir);
  const impressions = () => truth().length;
  const jobs = async () => (await kiosk.state()).jobs.map((j) => j.authorization);

  async function approved(seed: string): Promise<Approved> {
    const paper = await office.file(seed);
    await office.approve(paper.request.id);
    const session = await office.session('custodian');
    const detail = await session.api.sealUse.getRequest({ id: paper.request.id });
    const signed = valueOrThrow(parseSigned(fromBase64url(detail.authorization?.cose ?? '')));
    if (signed.payload.type !== 'authorization') throw new Error('not approved');
    return { paper, signed: { ...signed, payload: signed.payload } };
  }
  /** From the list of jobs to the paper; somebody vouches, so that no face has to be found. */
  async function comeForward(authorization: string): Promise<void> {
    await kiosk.press({ do: 'start', authorization });
    await kiosk.press({ do: 'consent', photo: false, vouchedBy: '祝守田' });
    await kiosk.press({ do: 'enterPin', pin: demoStampPin });
    await kiosk.screen(['placePaper']);
  }
  const lay = ({ paper }: Approved, alter: 'none' | 'blur') => {
    const digest = paper.document.pages[0]?.digest ?? '';
    return kiosk.move({ do: 'placePrinted', digest, alter, turnDeg: 0, copy: 0 });
  };
  const waiting = await approved('hostile/waiting');
  await kiosk.until('the job that waits', (s) =>
    s.jobs.some((j) => j.authorization === waiting.signed.payload.id && j.state === 'ready'),
  );

  /** An authorization like the one that waits, under an id of its own. */
  const like = (changes: Partial<Authorization> = {}): Authorization => ({
    ...waiting.signed.payload,
    id: randomUUID(),
    ...changes,
  });
  async function signedBy(payload: Authorization, ...signers: readonly Signer[]): Promise<SignedStatement> {
    const [first, ...more] = signers;
    if (!first) throw new Error('a signer is wanted');
    return valueOrThrow(parseSigned(await signStatement(payload, [first, ...more])));
  }
  /** The approver's real signature over the real authorization, moved to another payload of the same length. */
  function grafted(changes: Partial<Authorization>): SignedStatement {
    const { cose, payloadBytes } = waiting.signed;
    return valueOrThrow(parseSigned(moved(cose, payloadBytes, encodePayload(like(changes)))));
  }
  const answerTo = async (id: string) => {
    const record = await operator.heard(
      `an answer to ${id}`,
      (r) => r.type === 'authorizationRecord' && r.authorization === id,
    );
    return record.type === 'authorizationRecord' ? { accepted: record.accepted, code: record.code } : record;
  };
  /** What witnesses said for another nonce, said anew under the operator's key. */
  const madeUp = (words: readonly Uint8Array[], nonce: Uint8Array) =>
    Promise.all(
      words.map((word) => {
        const { payload } = valueOrThrow(parseSigned(word));
        if (payload.type !== 'freshness') throw new Error('no word of a witness');
        return signStatement({ ...payload, at: Date.now(), nonce }, [operator.service]);
      }),
    );
  /** The encrypted file of a page or picture. */
  const blobOf = async (digest: string) => {
    const name = await operator.fileNameOf(digest);
    return join(operator.home, 'blobs', name.slice(0, 2), name.slice(2, 4), name);
  };
  const signalWitnesses = (signal: 'SIGSTOP' | 'SIGCONT') => {
    for (const witness of demo.witnesses) process.kill(witness.pid() ?? 0, signal);
  };
  /** One more forgery: its refusal shows that everything sent before it was read. */
  async function markerIsRead(): Promise<void> {
    const marker = await signedBy(like(), operator.service);
    await operator.sendAuthorization(await operator.ownTree(marker, []));
    await answerTo(idOf(marker));
  }
  const refusals = (name: MachineEvent['event']) =>
    operator.records.flatMap((r) => (r.type === 'event' && r.event === name ? [r.detail] : []));

  return {
    demo,
    office,
    operator,
    kiosk,
    roster,
    dev,
    secretary,
    custodian,
    waiting,
    machine,
    truth,
    impressions,
    jobs,
    approved,
    comeForward,
    lay,
    like,
    signedBy,
    grafted,
    answerTo,
    madeUp,
    blobOf,
    signalWitnesses,
    markerIsRead,
    refusals,
    async close() {
      await operator.close();
      await demo.close();
    },
  };
}
