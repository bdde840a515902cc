import type { Work } from '../http/unit-of-work.ts';
import { noticeToPerson, noticeToRole } from '../notify/notice.store.ts';
import type { HeldSealUse } from './seal-use.store.ts';

/** Filer and stamper hear that they may go to the machine. */
export async function tellApproved(work: Work, request: HeldSealUse): Promise<void> {
  const title = {
    zh: `已批准，可以盖章：${request.number}`,
    en: `Approved, ready to stamp: ${request.number}`,
  };
  await tellFilerAndStamper(work, request, title);
}

/** The other approvers hear that one has signed. */
export async function tellFurtherApprover(
  work: Work,
  request: HeldSealUse,
  signed: readonly string[],
): Promise<void> {
  const title = { zh: `还需您审批：${request.number}`, en: `Your approval is wanted too: ${request.number}` };
  await noticeToRole(work, 'approver', { village: request.village, request: request.id, title }, signed);
}

/** Filer and stamper hear how it ended otherwise. */
export async function tellEnded(work: Work, request: HeldSealUse, zh: string, en: string): Promise<void> {
  await tellFilerAndStamper(work, request, {
    zh: `${zh}：${request.number}`,
    en: `${en}: ${request.number}`,
  });
}

async function tellFilerAndStamper(work: Work, request: HeldSealUse, title: { zh: string; en: string }) {
  for (const person of new Set([request.filer, request.stamper]))
    await noticeToPerson(work, person, { village: request.village, request: request.id, title });
}
