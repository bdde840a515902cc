import { HufuError, type SealUseRequest, toHex, valueOrThrow } from '@hufu/contract';
import { expectType, parseSigned } from '@hufu/statement';
import { applyCustody } from '../custody/record-custody.ts';
import { applyRevocation } from '../custody/revoke.ts';
import { insertDocument, insertPage } from '../files/document.store.ts';
import type { ServerParts } from '../http/parts.ts';
import { commit, type Work } from '../http/unit-of-work.ts';
import { findAccountOfPerson } from '../people/account.store.ts';
import { applyAuthorization } from '../seal-use/approve-request.ts';
import { applySealUseRequest } from '../seal-use/file-request.ts';
import { applyRejection } from '../seal-use/reject-request.ts';
import { applyReview } from '../seal-use/review-request.ts';
import { applyVoidImpression } from '../seal-use/void-impression.ts';
import { applyWithdrawal } from '../seal-use/withdraw-request.ts';

/** A statement of the past with the salt of its commitment. */
export interface PastStatement {
  readonly cose: Uint8Array;
  readonly salt: Uint8Array;
}

/**
 * Takes in a statement that people of a village signed in the past, by the same rules as a live one, at its own time.
 * Its signatures are verified like any other; nobody is notified. False for a statement of another kind (machines').
 * `pages` gives the bytes of a request's pages by digest.
 */
export async function importPeopleStatement(
  parts: ServerParts,
  past: PastStatement,
  pages: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<boolean> {
  const signed = valueOrThrow(parseSigned(past.cose));
  const { payload } = signed;
  if (!('village' in payload) || !('at' in payload)) return false;
  const deliverer = { unit: { id: payload.village }, person: null, isImport: true } as const;
  const stored = payload.type === 'request' ? await storePages(parts, payload, pages) : [];
  return await commit({ ...parts, now: () => payload.at }, async (live) => {
    const work: Work = {
      ...live,
      tell: (e) => e.kind === 'statementQueued' && live.tell(e),
      history: { salt: past.salt },
    };
    switch (payload.type) {
      case 'request': {
        const material = await materialOf(work, payload, stored);
        await applySealUseRequest(work, deliverer, valueOrThrow(expectType(signed, 'request')), material);
        return true;
      }
      case 'review':
        await applyReview(work, deliverer, valueOrThrow(expectType(signed, 'review')));
        return true;
      case 'authorization':
        await applyAuthorization(work, deliverer, valueOrThrow(expectType(signed, 'authorization')));
        return true;
      case 'rejection':
        await applyRejection(work, deliverer, valueOrThrow(expectType(signed, 'rejection')));
        return true;
      case 'withdrawal':
        await applyWithdrawal(work, deliverer, valueOrThrow(expectType(signed, 'withdrawal')));
        return true;
      case 'revocation':
        await applyRevocation(work, valueOrThrow(expectType(signed, 'revocation')));
        return true;
      case 'void':
        await applyVoidImpression(work, deliverer, valueOrThrow(expectType(signed, 'void')));
        return true;
      case 'custody':
        await applyCustody(work, deliverer, valueOrThrow(expectType(signed, 'custody')));
        return true;
      default:
        return false;
    }
  });
}

interface StoredPage {
  readonly digest: string;
  readonly bytes: Uint8Array;
  readonly mediaType: 'image/png' | 'image/jpeg';
}

async function storePages(
  parts: ServerParts,
  request: SealUseRequest,
  pages: ReadonlyMap<string, Uint8Array>,
): Promise<StoredPage[]> {
  const stored: StoredPage[] = [];
  for (const page of request.pages) {
    const digest = toHex(page.digest);
    const bytes = pages.get(digest);
    const shelf = { village: request.village, kind: 'page', at: request.at } as const;
    if (!bytes || (await parts.blobs.put(bytes, shelf, parts.db)) !== digest)
      throw new HufuError('BLOB_MISSING', { context: { digest } });
    stored.push({ digest, bytes, mediaType: bytes[0] === 0x89 ? 'image/png' : 'image/jpeg' });
  }
  return stored;
}

/** The upload that a request of the past was filed with, made up of its pages. */
async function materialOf(work: Work, request: SealUseRequest, stored: readonly StoredPage[]) {
  const filer = await findAccountOfPerson(work.tx, request.filer);
  if (!filer) throw new HufuError('NOT_FOUND', { context: { kind: '账号 / account', id: request.filer } });
  if (request.replaces) return { account: filer.account, documents: [] };
  const [first] = stored;
  const id = request.id; // ids are per table: the upload of the past needs none of its own
  await insertDocument(work.tx, {
    id,
    account: filer.account,
    village: request.village,
    name: '材料',
    mediaType: first?.mediaType ?? 'image/png',
    sizeBytes: stored.reduce((n, p) => n + p.bytes.length, 0),
    digest: first?.digest ?? '',
    at: work.now,
    state: 'ready',
  });
  const total = stored.length;
  for (const [n, page] of stored.entries()) {
    const { widthPx, heightPx, source } = request.pages[n] ?? {
      widthPx: 0,
      heightPx: 0,
      source: 'document' as const,
    };
    const facts = { ...page, n, total, widthPx, heightPx, source, warnings: [], at: work.now };
    await insertPage(work.tx, { id, village: request.village }, facts);
  }
  return { account: filer.account, documents: [id] };
}
