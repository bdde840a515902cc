import type { KioskJob } from '@hufu/contract';
import type { ReactNode } from 'react';
import { useT } from '../texts.ts';

/** Which paper the screen is about, in one line. */
export function JobLine(props: { job: KioskJob | undefined }): ReactNode {
  const text = useT();
  const { job } = props;
  if (!job) return null;
  return (
    <p className="k-job-line">
      <b>{job.matter}</b>
      {` · ${job.applicantName} · `}
      <span>{text('job.left', { left: job.granted - job.executed, granted: job.granted })}</span>
    </p>
  );
}
