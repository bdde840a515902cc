import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createApiClient,
  fromHex,
  HufuError,
  type Opening,
  toBase64url,
  valueOrThrow,
  zHex32,
  zId,
} from '@hufu/contract';
import { openingLines, type PhotoBundle, verifyPhotoBundle, zPhotoBundle } from '@hufu/evidence/photo';
import {
  addSignature,
  expectType,
  type FileSigner,
  generateFileSigner,
  parseSigned,
  type SignedStatement,
  signStatement,
} from '@hufu/statement';
import { writeKeyFile } from '@hufu/statement/node';
import { openPhoto, photoHolder, releaseShare } from '@hufu/statement/photo';
import { exitWithProblem } from '../screen/problem.ts';
import { askSecret } from '../service/ask-secret.ts';
import { openServiceKey } from '../service/service-order.ts';
import { readInput, readJsonFile } from './json-file.ts';
import { readPolicy } from './read-policy.ts';

export interface PhotoOptions {
  readonly key?: string;
  readonly passphraseFile?: string;
  readonly holder?: string;
  readonly village?: string;
  readonly request?: string;
  readonly photo?: string;
  readonly reason?: string;
  readonly opening?: string;
  readonly server?: string;
  readonly bundle?: string;
  readonly policy?: string;
  readonly share?: readonly string[];
  readonly out?: string;
}

/** How often and how long witnesses are waited for. */
const [tries, pauseMs] = [60, 1000];

/** `hufu photo <step>`: holders open a sealed photograph of a person, each on his own computer. Exit 3 on bad input. */
export async function photo(step: string, options: PhotoOptions): Promise<void> {
  try {
    await run(step, options);
  } catch (e) {
    exitWithProblem(e, 3);
  }
}

async function run(step: string, options: PhotoOptions): Promise<void> {
  const out = wanted('out', options.out);
  switch (step) {
    case 'key': {
      const name = wanted('holder', options.holder);
      const signer = generateFileSigner('EdDSA');
      await writeKeyFile(out, signer, await passphrase(options, out));
      const { holder, key, seal } = await photoHolder(name, signer);
      console.log('写进名册 photos.holders · for photos.holders of the roster');
      console.log(JSON.stringify({ holder, key: toBase64url(key), seal: toBase64url(seal) }));
      return;
    }
    case 'ask': {
      const signer = await signerOf(options);
      const opening = newOpening(options);
      const signed = readOpening(await signStatement(opening, [signer]));
      return await keep(out, signed);
    }
    case 'sign': {
      const opening = readOpening(readInput(wanted('opening', options.opening)));
      // Read before the passphrase is typed: what is signed stands on the screen.
      for (const line of openingLines(opening)) console.log(line);
      const signer = await signerOf(options);
      return await keep(out, readOpening(valueOrThrow(await addSignature(opening.cose, signer))));
    }
    case 'fetch': {
      const opening = readOpening(readInput(wanted('opening', options.opening)));
      const bundle = await fetchBundle(wanted('server', options.server), opening.cose);
      await writeFile(out, JSON.stringify(bundle), { flag: 'wx', mode: 0o600 });
      console.log(`✓ 已登记入日志，密文在 in the log; the sealed photograph is in ${out}`);
      return;
    }
    case 'release': {
      const bundle = believed(options);
      for (const line of openingLines(bundle.opening)) console.log(line);
      const share = valueOrThrow(await releaseShare(bundle, await signerOf(options)));
      await writeFile(out, share, { flag: 'wx', mode: 0o600 });
      console.log(
        `✓ 只有 ${bundle.opening.payload.by} 能用 · only ${bundle.opening.payload.by} can use ${out}`,
      );
      return;
    }
    case 'show': {
      const bundle = believed(options);
      const shares = (options.share ?? []).map((file) => readInput(file));
      const { photo: picture } = valueOrThrow(await openPhoto(bundle, await signerOf(options), shares));
      await writeFile(out, picture, { flag: 'wx', mode: 0o600 });
      console.log(`✓ 已打开，看完请删除 opened; delete it when it has served: ${out}`);
      return;
    }
    default:
      throw new HufuError('OPTION_INVALID', { context: { option: '<step>', value: step } });
  }
}

function newOpening(options: PhotoOptions): Opening {
  const request = wanted('request', options.request);
  const checked = (option: string, value: string, isGood: boolean) => {
    if (!isGood) throw new HufuError('OPTION_INVALID', { context: { option: `--${option}`, value } });
    return value;
  };
  const village = wanted('village', options.village);
  const digest = wanted('photo', options.photo);
  return {
    type: 'opening',
    v: 1,
    id: randomUUID(),
    village: checked('village', village, zId.safeParse(village).success),
    at: Date.now(),
    request: request === 'none' ? null : checked('request', request, zId.safeParse(request).success),
    digest: fromHex(checked('photo', digest, zHex32.safeParse(digest).success)),
    by: wanted('holder', options.holder),
    reason: wanted('reason', options.reason),
  };
}

/** Reads an opening from its bytes. Whether the signatures are the right ones, server and holders decide. */
function readOpening(cose: Uint8Array): SignedStatement<Opening> {
  return valueOrThrow(expectType(valueOrThrow(parseSigned(new Uint8Array(cose))), 'opening'));
}

async function keep(out: string, opening: SignedStatement<Opening>): Promise<void> {
  await writeFile(out, opening.cose, { flag: 'wx' });
  for (const line of openingLines(opening)) console.log(line);
  console.log(`✓ ${out}`);
}

/** Hands the opening in and waits until witnesses have cosigned it: before that nobody shall see the picture. */
async function fetchBundle(server: string, cose: Uint8Array): Promise<PhotoBundle> {
  const api = createApiClient(server.replace(/\/$/, ''), fetch);
  for (let i = 1; ; i++)
    try {
      return await api.evidence.openPhoto({ statement: toBase64url(cose) });
    } catch (e) {
      if (!(e instanceof HufuError) || e.code !== 'NOT_LOGGED' || i === tries) throw e;
      await delay(pauseMs);
    }
}

function believed(options: PhotoOptions) {
  const policy = readPolicy(wanted('policy', options.policy));
  const bundle = readJsonFile(wanted('bundle', options.bundle), zPhotoBundle);
  return valueOrThrow(verifyPhotoBundle(bundle, policy, Date.now()));
}

async function signerOf(options: PhotoOptions): Promise<FileSigner> {
  const file = wanted('key', options.key);
  return await openServiceKey(file, await passphrase(options, file));
}

async function passphrase(options: PhotoOptions, file: string): Promise<string> {
  return await askSecret({
    label: `${file} 口令 passphrase`,
    file: options.passphraseFile,
    variable: 'HUFU_PASSPHRASE',
    option: '--passphrase-file',
  });
}

function wanted(option: string, value: string | undefined): string {
  if (value === undefined || value === '')
    throw new HufuError('OPTION_INVALID', { context: { option: `--${option}`, value: '' } });
  return value;
}
