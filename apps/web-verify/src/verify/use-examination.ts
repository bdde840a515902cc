import { createApiClient, type ErrorCode, HufuError } from '@hufu/contract';
import { useEffect, useState } from 'react';
import type { Examination, Examined } from './examine.ts';
import type { OwnPolicy, Subject } from './subject.ts';

/** How far an examination is. */
export type Progress =
  | { readonly state: 'fetching' }
  | { readonly state: 'verifying' }
  | { readonly state: 'problem'; readonly problem: unknown }
  | { readonly state: 'done'; readonly examined: Examined };

const client = createApiClient();

/** Fetches what is to be verified, if it is not here yet, and verifies it beside the page. */
export function useExamination(
  subject: Subject,
  policy: OwnPolicy | null,
): { progress: Progress; bytes: Uint8Array<ArrayBuffer> | null } {
  const [progress, setProgress] = useState<Progress>({ state: 'fetching' });
  const [bytes, setBytes] = useState<Uint8Array<ArrayBuffer> | null>(null);
  useEffect(() => {
    let isGone = false;
    let worker: Worker | undefined;
    const run = async () => {
      setProgress({ state: 'fetching' });
      const evidence = await bytesOf(subject);
      if (isGone) return;
      setBytes(evidence);
      setProgress({ state: 'verifying' });
      worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { type: 'module' });
      const examined = await ask(worker, {
        kind: subject.kind === 'proof' ? 'proof' : 'pack',
        bytes: evidence,
        policy: policy?.text ?? null,
        now: Date.now(),
      });
      if (!isGone) setProgress({ state: 'done', examined });
    };
    run()
      .catch((problem: unknown) => {
        if (!isGone) setProgress({ state: 'problem', problem });
      })
      .finally(() => worker?.terminate());
    return () => {
      isGone = true;
      worker?.terminate();
    };
  }, [subject, policy]);
  return { progress, bytes };
}

async function bytesOf(subject: Subject): Promise<Uint8Array<ArrayBuffer>> {
  if (subject.kind !== 'receipt') return subject.bytes;
  const { request, receipt } = subject.link;
  const reply = await client.evidence.getPack({ request, receipt });
  return reply instanceof Uint8Array ? new Uint8Array(reply) : new Uint8Array(0);
}

function ask(worker: Worker, examination: Examination): Promise<Examined> {
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', (e: MessageEvent<Answer>) => {
      if ('examined' in e.data) resolve(e.data.examined);
      else reject(new HufuError(e.data.code, { context: e.data.context }));
    });
    worker.addEventListener('error', (e) => reject(new HufuError('INTERNAL', { cause: e.error })));
    worker.postMessage(examination);
  });
}

type Answer =
  | { readonly examined: Examined }
  | { readonly code: ErrorCode; readonly context: Readonly<Record<string, unknown>> };
