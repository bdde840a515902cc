import { type DeviceStore, openDeviceStore } from '@hufu/ui';
import { useCallback, useEffect, useRef, useState } from 'react';
import { newId } from '../new-id.ts';
import { type Draft, isBegun, newDraft } from './draft.ts';

/** Drafts of this device, by account. */
export function draftStore(): DeviceStore<Draft> {
  return openDeviceStore<Draft>('drafts');
}

/** A fresh draft with its own number. */
export function freshDraft(replaces: string | null, now: number): Draft {
  return newDraft(newId(now), replaces);
}

/** The draft of an account: read once, written after every change. */
export function useDraft(
  login: string,
  replaces: string | null,
): {
  draft: Draft | null;
  wasKept: boolean;
  change: (f: (d: Draft) => Draft) => void;
  discard: () => Promise<void>;
} {
  const [draft, setDraft] = useState<Draft | null>(null);
  const [wasKept, setKept] = useState(false);
  const isDone = useRef(false);
  useEffect(() => {
    let isGone = false;
    draftStore()
      .get(login)
      .then(
        (kept) => {
          if (isGone) return;
          const usable = kept?.format === 1 && kept.replaces === replaces && isBegun(kept);
          setKept(usable === true);
          setDraft(usable && kept ? kept : freshDraft(replaces, Date.now()));
        },
        // A browser that keeps nothing still lets a request be filed: only the draft is not remembered.
        () => !isGone && setDraft(freshDraft(replaces, Date.now())),
      );
    return () => {
      isGone = true;
    };
  }, [login, replaces]);
  useEffect(() => {
    if (draft && !isDone.current && isBegun(draft))
      draftStore()
        .put(login, draft)
        .catch(() => undefined);
  }, [draft, login]);
  const change = useCallback((f: (d: Draft) => Draft) => setDraft((d) => (d ? f(d) : d)), []);
  const discard = useCallback(async () => {
    isDone.current = true;
    await draftStore()
      .remove(login)
      .catch(() => undefined);
  }, [login]);
  return { draft, wasKept, change, discard };
}
