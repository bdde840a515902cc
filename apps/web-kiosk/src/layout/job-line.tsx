import type { KioskJob } from '@hufu/contract';
import { Tag } from '@hufu/ui';
import type { ReactNode } from 'react';
import { useT } from '../texts.ts';

/** Which paper the screen is about, in one line. */
export function JobLine(props: { job: KioskJob | undefined }): ReactNode {
  const text = useT();
  const { job } = props;
  if (!job) return null;
  const left = job.granted - job.executed;
  return (
    <p className="k-job-line">
      <b>{job.matter}</b>
      {job.emergency ? <Tag tone="warn">{text('job.emergency')}</Tag> : null}
      {` · ${job.applicantName}`}
      {left > 0 ? <span>{text('job.left', { left, granted: job.granted })}</span> : null}
    </p>
  );
}
