import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { HufuError, isErrorCode, type Release, toBase64url, toHex, valueOrThrow } from '@hufu/contract';
import { listWebFiles } from '@hufu/server';
import {
  addSignature,
  expectType,
  type FileSigner,
  parseSigned,
  type SignedStatement,
  signStatement,
} from '@hufu/statement';
import { z } from 'zod';
import type { ActorSession } from '../actors/session.ts';
import { askSecret } from '../service/ask-secret.ts';
import { openServiceKey } from '../service/service-order.ts';
import { readInput } from './json-file.ts';
import { type MaintainerOptions, signInMaintainer } from './machine-admit.ts';

/** What the steps of a release are told. */
export interface ReleaseOptions extends Partial<MaintainerOptions> {
  readonly statement?: string;
  readonly archive?: string;
  /** Not `version`: that is the program's own option. */
  readonly number?: string;
  readonly target?: string;
  readonly web?: string;
  readonly demo?: boolean;
  readonly key?: readonly string[];
  readonly passphraseFile?: readonly string[];
}

/** `hufu release <step>`: the quorum signs what the archive's digest is, one after the other; then a maintainer brings it. */
export async function release(step: string, options: ReleaseOptions): Promise<void> {
  switch (step) {
    case 'list': {
      const { archive, web } = options;
      if (archive === undefined) throw missing('--archive', '');
      if (web === undefined) throw missing('--web', '');
      await writeFile(archive, await listWebFiles(web, options.demo ?? false), { flush: true });
      console.log(`→ ${archive}  SHA-256 ${toHex(await digestOf(archive))}`);
      return;
    }
    case 'begin': {
      const { archive, number, target = 'agent' } = options;
      if (target !== 'agent' && target !== 'web') throw missing('--target', target);
      if (archive === undefined) throw missing('--archive', '');
      if (number === undefined) throw missing('--number', '');
      const payload: Release = {
        type: 'release',
        v: 1,
        id: randomUUID(),
        at: Date.now(),
        target,
        version: number,
        digest: await digestOf(archive),
      };
      for (const line of releaseLines({ payload, signatures: [] })) console.log(line);
      const [first, ...others] = await openKeys(options);
      if (!first) throw missing('--key', '');
      let cose = await signStatement(payload, [first]);
      for (const other of others) cose = valueOrThrow(await addSignature(cose, other));
      return await writeStatement(options, cose);
    }
    case 'sign': {
      let { cose } = readRelease(options);
      for (const signer of await openKeys(options)) cose = valueOrThrow(await addSignature(cose, signer));
      return await writeStatement(options, cose);
    }
    case 'publish':
      return await publish(options);
    default:
      throw missing('<step>', step);
  }
}

const zPublished = z.object({ version: z.string(), digest: z.string(), sizeBytes: z.number() });
const zProblem = z.object({ code: z.string(), context: z.record(z.string(), z.unknown()).default({}) });

async function publish(options: ReleaseOptions): Promise<void> {
  const { archive, server, login } = options;
  if (archive === undefined) throw missing('--archive', '');
  if (server === undefined) throw missing('--server', '');
  if (login === undefined) throw missing('--login', '');
  const signed = readRelease(options);
  if (toHex(await digestOf(archive)) !== toHex(signed.payload.digest))
    throw new HufuError('UPDATE_DIGEST_WRONG', { context: { version: signed.payload.version } });
  const session = await signInMaintainer({ ...options, server, login });
  const done = await bringRelease(session, signed.cose, await openAsBlob(archive));
  console.log(`✓ ${done.version} ${done.digest} ${done.sizeBytes} B`);
  if (signed.payload.target === 'agent')
    console.log('入册见证后，各机器一小时内自己来取 · machines fetch it within an hour once it is witnessed');
}

/** Brings a release with its archive to the server; refusals of the server are thrown as they are. */
export async function bringRelease(session: ActorSession, cose: Uint8Array, archive: Blob) {
  const form = new FormData();
  form.append('statement', toBase64url(cose));
  form.append('archive', archive, 'release');
  const reply = await session.fetch(`${session.baseUrl}/api/maintenance/publish-release`, {
    method: 'POST',
    body: form,
  });
  const told: unknown = await reply.json().catch(() => undefined);
  const problem = zProblem.safeParse(told);
  if (!reply.ok && problem.success && isErrorCode(problem.data.code))
    throw new HufuError(problem.data.code, { context: problem.data.context });
  const done = zPublished.safeParse(told);
  if (!reply.ok || !done.success)
    throw new HufuError('SERVER_UNREACHABLE', { context: { status: reply.status } });
  return done.data;
}

function readRelease(options: ReleaseOptions): SignedStatement<Release> {
  const signed = valueOrThrow(
    expectType(valueOrThrow(parseSigned(readInput(statementOf(options)))), 'release'),
  );
  for (const line of releaseLines(signed)) console.log(line);
  return signed;
}

/** What is about to be signed, or was: one line for each thing that a person should read. */
function releaseLines(of: Pick<SignedStatement<Release>, 'payload' | 'signatures'>): string[] {
  const { payload, signatures } = of;
  return [
    `  版本 version ${payload.target} ${payload.version}`,
    `  摘要 SHA-256 ${toHex(payload.digest)}`,
    `  时间 time    ${new Date(payload.at).toISOString()}`,
    ...signatures.map((s) => `  已签 signed by ${toHex(s.thumbprint).slice(0, 16)}…`),
  ];
}

async function openKeys({ key = [], passphraseFile = [] }: ReleaseOptions): Promise<FileSigner[]> {
  if (key.length === 0) throw missing('--key', '');
  const signers: FileSigner[] = [];
  for (const [i, file] of key.entries()) {
    const passphrase = await askSecret({
      label: `${file} 口令 passphrase`,
      file: passphraseFile[i] ?? passphraseFile[0],
      variable: 'HUFU_PASSPHRASE',
      option: '--passphrase-file',
    });
    signers.push(await openServiceKey(file, passphrase));
  }
  return signers;
}

async function writeStatement(options: ReleaseOptions, cose: Uint8Array): Promise<void> {
  const file = statementOf(options);
  await writeFile(file, cose, { flush: true });
  console.log(`→ ${file}`);
}

function statementOf({ statement }: ReleaseOptions): string {
  if (statement === undefined) throw missing('--statement', '');
  return statement;
}

async function digestOf(file: string): Promise<Uint8Array> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(file)) hash.update(piece);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new HufuError('FILE_UNREADABLE', { cause, context: { file, problem } });
  }
  return new Uint8Array(hash.digest());
}

function missing(option: string, value: string): HufuError {
  return new HufuError('OPTION_INVALID', { context: { option, value } });
}
