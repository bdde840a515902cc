import { useCallback, useEffect, useRef } from 'react';
import { client } from '../session/api.ts';
import { type Reading, readingSince } from './reading.ts';

/**
 * Tells the server how long each page stood open: before an approval, and on leaving. Each stretch is told once.
 * Lost reading times weaken a statistic and nothing else, so a failure is no reason to stop the approver.
 */
export function useReportedReading(
  request: string,
  reading: Reading,
  isApprover: boolean,
): () => Promise<void> {
  const latest = useRef(reading);
  latest.current = reading;
  const told = useRef<Reading>(new Map());
  const report = useCallback(async () => {
    const pages = readingSince(told.current, latest.current);
    if (!isApprover || pages.length === 0) return;
    told.current = latest.current;
    await client.sealUse.recordReading({ request, pages }).catch(() => undefined);
  }, [request, isApprover]);
  useEffect(() => () => void report(), [report]);
  return report;
}
