import { randomUUID } from 'node:crypto';
import { type SealUseRequest, toHex } from '@hufu/contract';
import { anAuthorization, aRequest, derivedBytes, type Village } from '@hufu/testkit';
import { agreed, type BenchChain, sha256 } from './bench-machine.ts';

/** A past request with all that followed, and the pictures it names. */
export interface ToldRequest {
  readonly id: string;
  readonly items: { cose: Uint8Array; salt: Uint8Array }[];
  readonly blobs: { bytes: Uint8Array; mediaType: string }[];
}

/** Tells one request of the past: filed, approved, perhaps some papers refused, then stamped. */
export function tellRequest(
  village: Village,
  chain: BenchChain,
  at: number,
  options: {
    approvalMs?: number;
    refused?: number;
    changes?: Partial<SealUseRequest>;
    /** Real pictures instead of mere bytes. */
    pictures?: { page?: Uint8Array; before?: Uint8Array; after?: Uint8Array; person?: Uint8Array };
  } = {},
): ToldRequest {
  const blobs: ToldRequest['blobs'] = [];
  const blob = (name: string, given?: Uint8Array) => {
    const bytes = given ?? new TextEncoder().encode(name);
    blobs.push({ bytes, mediaType: 'image/jpeg' });
    return bytes;
  };
  const salted = (cose: Uint8Array) => ({ cose, salt: derivedBytes(toHex(sha256(cose))) });
  const id = randomUUID();
  const page = {
    digest: sha256(blob(`page ${id}`, options.pictures?.page)),
    widthPx: 10,
    heightPx: 10,
    source: 'document',
    side: 'front',
  } as const;
  const request = aRequest(village, { id, at, pages: [page], ...options.changes });
  const decided = at + (options.approvalMs ?? 600_000);
  const validity = { validFrom: decided, validTo: decided + 86_400_000 };
  const authorization = anAuthorization(
    village,
    { id: randomUUID(), at: decided, ...validity, machine: null },
    request,
  );
  const items = [salted(request.cose), salted(authorization.approvedBy(village.secretary).cose)];
  for (let i = 0; i < (options.refused ?? 0); i++)
    items.push(
      chain.record(decided + 1000 * i, {
        type: 'event',
        event: 'paperRefused',
        authorization: authorization.payload.id,
        k: 0,
        frame: sha256(blob(`refused ${id} ${i}`)),
        verdict: { ...agreed, verdict: 'mismatch', reasons: ['DIGIT_CHANGED'] },
        detail: '',
      }),
    );
  const pictures = {
    before: blob(`before ${id}`, options.pictures?.before),
    after: blob(`after ${id}`, options.pictures?.after),
    person: blob(`person ${id}`, options.pictures?.person),
  };
  items.push(...chain.job(authorization.payload.id, decided + 240_000, pictures, village.stamper.id));
  return { id, items, blobs };
}
