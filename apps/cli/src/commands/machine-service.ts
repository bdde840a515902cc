import { writeFile } from 'node:fs/promises';
import { HufuError, type Service, type ServiceView, toBase64url, toHex } from '@hufu/contract';
import { type AlgorithmName, algorithms, type FileSigner, generateFileSigner } from '@hufu/statement';
import { writeKeyFile } from '@hufu/statement/node';
import { askSecret } from '../service/ask-secret.ts';
import { agentCarrier, type ServiceCarrier, serverCarrier } from '../service/service-carrier.ts';
import {
  actFor,
  beginOrder,
  buildOrder,
  openServiceKey,
  orderLines,
  readOrderFile,
  signOrder,
} from '../service/service-order.ts';

/** Which machine, and on which way it is reached. */
export interface CarrierOptions {
  readonly agent?: string;
  readonly server?: string;
  readonly login?: string;
  readonly passwordFile?: string;
  readonly machine?: string;
}

/** What the steps of a service order are told. */
export interface ServiceOptions extends CarrierOptions {
  readonly key?: readonly string[];
  readonly passphraseFile?: readonly string[];
  readonly act?: string;
  readonly reason?: string;
  readonly order?: string;
  readonly out?: string;
  readonly algorithm?: string;
}

/** At most tamper latch, quarantine and lock-down are to be cleared, one after the other. */
const MOST_ORDERS = 3;

/** `hufu machine unlock`: both service people are here; signs as often as it takes until the machine works again. */
export async function unlock(options: ServiceOptions): Promise<void> {
  const keys = options.key ?? [];
  if (keys.length < 2) throw missing('--key', String(keys.length));
  const carrier = await carrierOf(options);
  let view = await carrier.view();
  const signers = await openKeys(options);
  for (let round = 0; round < MOST_ORDERS; round++) {
    const order = buildOrder(view, {
      act: actOf(options, view),
      reason: reasonOf(options),
      now: Date.now(),
    });
    const signed = await signAll(order, signers);
    console.log(`${view.name} ${view.lock}`);
    for (const line of orderLines(signed)) console.log(line);
    const after = await carrier.send(signed.cose);
    if (after === null) {
      console.log(
        '已交服务器，机器收到后自己判断 · handed to the server; the machine decides when it has it',
      );
      return;
    }
    view = after;
    if (view.lock === 'ready') {
      console.log(`✓ ${view.name} 可以用了 works again`);
      return;
    }
    console.log(`${view.name} 仍然 still ${view.lock} ${view.reason}`);
  }
  process.exitCode = 1;
}

/** `hufu machine service <step>`: two people at different places carry the order in a file. */
export async function service(step: string, options: ServiceOptions): Promise<void> {
  switch (step) {
    case 'status': {
      console.log(JSON.stringify(await (await carrierOf(options)).view(), null, 2));
      return;
    }
    case 'key':
      return newKey(options);
    case 'begin': {
      const view = await (await carrierOf(options)).view();
      const act = actOf(options, view);
      const payload = buildOrder(view, { act, reason: reasonOf(options), now: Date.now() });
      // Read before the passphrase is typed: what is signed stands on the screen.
      for (const line of orderLines({ payload, signatures: [] })) console.log(line);
      const signed = await signAll(payload, await openKeys(options));
      await writeOrder(options, signed.cose);
      return;
    }
    case 'sign': {
      let order = readOrderFile(orderOf(options));
      for (const line of orderLines(order)) console.log(line);
      for (const signer of await openKeys(options)) order = await signOrder(order, signer);
      await writeOrder(options, order.cose);
      return;
    }
    case 'send': {
      const order = readOrderFile(orderOf(options));
      for (const line of orderLines(order)) console.log(line);
      const after = await (await carrierOf(options)).send(order.cose);
      console.log(
        after
          ? `${after.name} ${after.lock}`
          : '已交服务器，机器收到后自己判断 · handed to the server; the machine decides when it has it',
      );
      return;
    }
    default:
      throw missing('<step>', step);
  }
}

async function newKey({ out, algorithm = 'EdDSA', passphraseFile }: ServiceOptions): Promise<void> {
  if (out === undefined) throw missing('--out', '');
  if (!isAlgorithm(algorithm)) throw missing('--algorithm', algorithm);
  const signer = generateFileSigner(algorithm);
  await writeKeyFile(out, signer, await passphrase(out, passphraseFile?.[0]));
  console.log(`公钥，写进名册的检修门限 public key, for the roster's service threshold`);
  console.log(toBase64url(signer.key));
  console.log(`指纹 thumbprint ${toHex(signer.thumbprint)}`);
}

async function signAll(order: Service, [first, ...others]: readonly FileSigner[]) {
  if (!first) throw missing('--key', '');
  let signed = await beginOrder(order, first);
  for (const other of others) signed = await signOrder(signed, other);
  return signed;
}

async function openKeys({ key = [], passphraseFile = [] }: ServiceOptions): Promise<FileSigner[]> {
  if (key.length === 0) throw missing('--key', '');
  const signers: FileSigner[] = [];
  for (const [i, file] of key.entries())
    signers.push(await openServiceKey(file, await passphrase(file, passphraseFile[i] ?? passphraseFile[0])));
  return signers;
}

function passphrase(keyFile: string, file: string | undefined): Promise<string> {
  return askSecret({
    label: `${keyFile} 口令 passphrase`,
    file,
    variable: 'HUFU_PASSPHRASE',
    option: '--passphrase-file',
  });
}

async function carrierOf(options: CarrierOptions): Promise<ServiceCarrier> {
  const { agent, server, login, passwordFile: file, machine } = options;
  if (agent !== undefined) return agentCarrier(agent);
  if (server === undefined) throw missing('--agent', '');
  if (login === undefined) throw missing('--login', '');
  const label = `${login} 密码 password`;
  const password = await askSecret({ label, file, variable: 'HUFU_PASSWORD', option: '--password-file' });
  return serverCarrier({ server, login, password, ...(machine === undefined ? {} : { machine }) });
}

function actOf({ act }: ServiceOptions, view: ServiceView): Service['act'] {
  switch (act) {
    case undefined:
      return actFor(view);
    case 'clearTamper':
    case 'releaseQuarantine':
    case 'unlock':
    case 'lockDown':
      return act;
    default:
      throw missing('--act', act);
  }
}

function reasonOf({ reason }: ServiceOptions): string {
  if (reason === undefined || reason.trim() === '') throw missing('--reason', '');
  return reason.trim();
}

function orderOf({ order }: ServiceOptions): string {
  if (order === undefined) throw missing('--order', '');
  return order;
}

async function writeOrder(options: ServiceOptions, cose: Uint8Array): Promise<void> {
  const file = orderOf(options);
  await writeFile(file, cose, { flush: true });
  console.log(`→ ${file}`);
}

function isAlgorithm(name: string): name is AlgorithmName {
  return Object.hasOwn(algorithms, name);
}

function missing(option: string, value: string): HufuError {
  return new HufuError('OPTION_INVALID', { context: { option, value } });
}
