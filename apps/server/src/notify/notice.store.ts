import { randomUUID } from 'node:crypto';
import type { Role } from '@hufu/contract';
import type { Work } from '../http/unit-of-work.ts';
import { findAccountOfPerson, listAccountsOfRole } from '../people/account.store.ts';

/** What a notice says. */
export interface NoticeText {
  readonly zh: string;
  readonly en: string;
}

/** Tells one person; nobody when the person has no account. */
export async function noticeToPerson(
  work: Work,
  person: string,
  about: { village: string; request: string | null; title: NoticeText },
): Promise<void> {
  if (work.history) return;
  const account = await findAccountOfPerson(work.tx, person);
  if (account) await giveNotice(work, account.account, about);
}

/** Tells everybody in a village who has a role, apart from some. */
export async function noticeToRole(
  work: Work,
  role: Role,
  about: { village: string; request: string | null; title: NoticeText },
  except: readonly string[] = [],
): Promise<void> {
  if (work.history) return;
  for (const account of await listAccountsOfRole(work.tx, about.village, role))
    if (account.person === null || !except.includes(account.person))
      await giveNotice(work, account.account, about);
}

async function giveNotice(
  work: Work,
  account: string,
  about: { village: string; request: string | null; title: NoticeText },
): Promise<void> {
  const id = randomUUID();
  const { village, request, title } = about;
  await work.tx
    .insertInto('notice')
    .values({ id, account, at: work.now, title: JSON.stringify(title), request, read_at: null })
    .execute();
  work.tell({ kind: 'noticeGiven', notice: id, account, title, request, village, at: work.now });
}
