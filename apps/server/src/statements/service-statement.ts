import { randomBytes } from 'node:crypto';
import {
  type Alarm,
  type Deletion,
  type Disposal,
  type Finding,
  type Indexed,
  type OldPaper,
  type Opening,
  valueOrThrow,
} from '@hufu/contract';
import { type FileSigner, parseSigned, signStatementSync } from '@hufu/statement';
import type { Work } from '../http/unit-of-work.ts';
import { recordStatement } from './statement.store.ts';

/**
 * Signs with the server's service key what supervision has seen or said, and keeps it like any other statement: from
 * then on the log shows it if an operator makes the row disappear.
 */
export async function recordServiceStatement(
  work: Work,
  service: FileSigner,
  payload: Alarm | Disposal | Finding | Deletion | Opening | OldPaper | Indexed,
  request?: string,
): Promise<string> {
  const signed = valueOrThrow(parseSigned(signStatementSync(payload, service)));
  // In an import each statement of the past brings its own salt; this one is of today.
  return await recordStatement({ tx: work.tx, now: work.now, tell: work.tell }, signed, {
    village: payload.village,
    ...(request === undefined ? {} : { request }),
    signers: [{ name: '系统 / system', keyKind: 'file' }],
    salt: new Uint8Array(randomBytes(32)),
  });
}
