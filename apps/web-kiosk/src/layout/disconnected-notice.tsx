import { HufuError } from '@hufu/contract';
import { ProblemNotice } from '@hufu/ui';
import type { ReactNode } from 'react';

const unreachable = new HufuError('AGENT_UNREACHABLE');

/** The agent does not answer: what stands on the screen is no longer the present. */
export function DisconnectedNotice(): ReactNode {
  return (
    <div className="k-banner" data-testid="disconnected">
      <ProblemNotice problem={unreachable} />
    </div>
  );
}
