import type { ReactNode } from 'react';
import { CheckStep } from './check-step.tsx';
import { MaterialStep } from './material-step.tsx';
import { MatterStep } from './matter-step.tsx';
import { ApplicantStep, PurposeStep, StamperStep } from './people-steps.tsx';
import { PlacesStep } from './places-step.tsx';
import { SealsStep } from './seals-step.tsx';
import type { StepProps } from './step-props.ts';

/** The screen of the present step. */
export function StepView(props: StepProps): ReactNode {
  switch (props.draft.step) {
    case 'matter':
      return <MatterStep {...props} />;
    case 'applicant':
      return <ApplicantStep {...props} />;
    case 'purpose':
      return <PurposeStep {...props} />;
    case 'material':
      return <MaterialStep {...props} />;
    case 'seals':
      return <SealsStep {...props} />;
    case 'places':
      return <PlacesStep {...props} />;
    case 'stamper':
      return <StamperStep {...props} />;
    case 'check':
      return <CheckStep {...props} />;
    default:
      return props.draft.step satisfies never;
  }
}
