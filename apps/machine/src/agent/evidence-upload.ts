import { type EvidenceFile, machineHttp, toHex } from '@hufu/contract';
import { type EvidenceStore, readKept } from './evidence-store.ts';
import type { MachineHttps } from './machine-https.ts';
import type { KeptFile } from './memory.ts';
import type { Notebook } from './notebook.ts';

/** Bytes of one PATCH: a broken line loses at most so much. */
const PIECE_BYTES = 512 * 1024;
/** What a court asks for first goes first; manifests travel in the records. */
const order: Record<EvidenceFile['role'], number> = { after: 0, before: 1, person: 2, reference: 3 };
const tus = { 'tus-resumable': '1.0.0' };

/** The most wanted of the files that wait, and of equals the oldest; `later` are left out. */
function nextFile(files: Iterable<KeptFile>, later: ReadonlySet<KeptFile>): KeptFile | undefined {
  let next: KeptFile | undefined;
  for (const file of files) {
    if (file.uploaded || later.has(file)) continue;
    const [a, b] = [order[file.role], next ? order[next.role] : Number.POSITIVE_INFINITY];
    if (!next || a < b || (a === b && file.at < next.at)) next = file;
  }
  return next;
}

/**
 * Sends one file by tus 1.0 and goes on where a break left it. The name is the digest, so a file that arrived before
 * costs one question. Returns whether the server has it; an answer that asks for patience is 'later'.
 */
export async function uploadFile(
  https: MachineHttps,
  store: EvidenceStore,
  file: KeptFile,
): Promise<'done' | 'later'> {
  const meta = {
    sha256: toHex(file.digest),
    role: file.role,
    mediatype: file.mediaType,
    ...(file.authorization === null ? {} : { authorization: file.authorization }),
    ...(file.k === null ? {} : { k: `${file.k}` }),
  };
  const created = await https.send({
    method: 'POST',
    url: machineHttp.uploads,
    headers: {
      ...tus,
      'upload-length': `${file.sizeBytes}`,
      'upload-metadata': Object.entries(meta)
        .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
        .join(','),
    },
  });
  const { location } = created.headers;
  if (created.status >= 300 || location === undefined) return 'later';
  const at = await https.send({ method: 'HEAD', url: location, headers: tus });
  let offset = Number(at.headers['upload-offset'] ?? Number.NaN);
  if (at.status >= 300 || !Number.isSafeInteger(offset)) return 'later';
  const bytes = await readKept(store, file.digest);
  while (offset < bytes.length) {
    const sent = await https.send({
      method: 'PATCH',
      url: location,
      headers: { ...tus, 'upload-offset': `${offset}`, 'content-type': 'application/offset+octet-stream' },
      body: bytes.subarray(offset, offset + PIECE_BYTES),
    });
    const next = Number(sent.headers['upload-offset'] ?? Number.NaN);
    if (sent.status >= 300 || !Number.isSafeInteger(next) || next <= offset) return 'later';
    offset = next;
  }
  return 'done';
}

/** Uploads whatever waits, the most wanted first, one after the other; what must wait is left for the next call. */
export async function uploadWaiting(
  https: MachineHttps,
  store: EvidenceStore,
  notebook: Notebook,
): Promise<number> {
  let done = 0;
  const later = new Set<KeptFile>();
  for (;;) {
    // Asked anew each time: a photo after the press does not wait for what came before it.
    const file = nextFile(notebook.memory.files.values(), later);
    if (!file) return done;
    if ((await uploadFile(https, store, file)) === 'later') {
      later.add(file);
      continue;
    }
    await notebook.note('uploaded', { digest: file.digest });
    done++;
  }
}
