import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fromHex, HufuError, type Service, type ServiceView, toHex, valueOrThrow } from '@hufu/contract';
import {
  addSignature,
  expectType,
  type FileSigner,
  parseSigned,
  type SignedStatement,
  signStatement,
} from '@hufu/statement';
import { readKeyFile } from '@hufu/statement/node';
import { readInput } from '../commands/json-file.ts';

/** What opens a machine that stands like this; service people may name another act themselves. */
export function actFor({ mode, lock, name }: ServiceView): Service['act'] {
  if (mode === 'tampered') return 'clearTamper';
  if (mode === 'quarantined') return 'releaseQuarantine';
  if (mode === 'lockedDown') return 'unlock';
  // The controller is well, but the agent locked the machine for a reason of its own.
  if (lock === 'quarantined') return 'releaseQuarantine';
  if (lock === 'lockedDown') return 'unlock';
  throw new HufuError('MACHINE_NOT_LOCKED', { context: { machine: name } });
}

/** The order over the controller's present nonce: good for one time, at this machine. */
export function buildOrder(
  view: ServiceView,
  terms: { readonly act: Service['act']; readonly reason: string; readonly now: number },
): Service {
  // A controller that cannot be reached has told no nonce: an order over nothing would open nothing.
  if (view.nonce === '') throw new HufuError('PRESS_LINK_CLOSED', { context: { path: view.name } });
  return {
    type: 'service',
    v: 1,
    id: randomUUID(),
    village: view.village,
    at: terms.now,
    machine: fromHex(view.machine),
    act: terms.act,
    nonce: fromHex(view.nonce),
    reason: terms.reason,
  };
}

/** Signs a new order with the first key. */
export async function beginOrder(order: Service, signer: FileSigner): Promise<SignedStatement<Service>> {
  return readOrder(await signStatement(order, [signer]));
}

/** Adds another person's signature to the very same bytes. */
export async function signOrder(
  order: SignedStatement<Service>,
  signer: FileSigner,
): Promise<SignedStatement<Service>> {
  return readOrder(valueOrThrow(await addSignature(order.cose, signer)));
}

/** Reads an order from its bytes. Whether the signatures are the right ones, the machine decides. */
export function readOrder(cose: Uint8Array): SignedStatement<Service> {
  return valueOrThrow(expectType(valueOrThrow(parseSigned(cose)), 'service'));
}

/** Reads an order that was carried in a file. */
export function readOrderFile(file: string): SignedStatement<Service> {
  return readOrder(readInput(file));
}

/** Opens a service key; a wrong passphrase is told as such. */
export async function openServiceKey(file: string, passphrase: string): Promise<FileSigner> {
  // Unreadable is another problem than locked, so the file is tried first.
  await readFile(file).catch((cause: unknown) => {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new HufuError('FILE_UNREADABLE', { cause, context: { file, problem } });
  });
  return valueOrThrow(await readKeyFile(file, passphrase));
}

/** What is about to be signed, or was: one line for each thing that a person should read. */
export function orderLines({ payload, signatures }: SignedStatement<Service> | UnsignedOrder): string[] {
  const acts: Record<Service['act'], string> = {
    clearTamper: '清除拆动锁定 clear the tamper latch',
    releaseQuarantine: '解除隔离 release the quarantine',
    unlock: '解锁 unlock',
    lockDown: '锁定 lock down',
  };
  return [
    `  ${acts[payload.act]}`,
    `  机器 machine  ${toHex(payload.machine).slice(0, 16)}…`,
    `  理由 reason   ${payload.reason}`,
    `  随机数 nonce  ${toHex(payload.nonce)}`,
    `  时间 time     ${new Date(payload.at).toISOString()}`,
    ...signatures.map((s) => `  已签 signed by ${toHex(s.thumbprint).slice(0, 16)}…`),
  ];
}

/** An order nobody signed yet. */
export interface UnsignedOrder {
  readonly payload: Service;
  readonly signatures: readonly [];
}
