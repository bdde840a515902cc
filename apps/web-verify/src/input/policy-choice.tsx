import { valueOrThrow } from '@hufu/contract';
import { parseTrustPolicy } from '@hufu/evidence';
import { BigButton } from '@hufu/ui';
import { type ReactNode, useRef } from 'react';
import { useT } from '../texts.ts';
import type { OwnPolicy } from '../verify/subject.ts';

/** A trust list of one's own: what makes green possible. */
export function PolicyChoice(props: {
  policy: OwnPolicy | null;
  onPolicy: (policy: OwnPolicy | null) => void;
  onProblem: (problem: unknown) => void;
}): ReactNode {
  const text = useT();
  const file = useRef<HTMLInputElement>(null);
  const take = async (given: File) => {
    const words = await given.text();
    // Read here already, so that a wrong file is told before anything is verified with it.
    valueOrThrow(parseTrustPolicy(words));
    props.onPolicy({ name: given.name, text: words });
  };
  return (
    <details className="v-policy" open={props.policy !== null}>
      <summary>{text('policy.title')}</summary>
      <p className="v-soft">{text('policy.why')}</p>
      {props.policy ? (
        <p>
          {text('policy.loaded', { name: props.policy.name })}{' '}
          <BigButton onPress={() => props.onPolicy(null)}>{text('policy.remove')}</BigButton>
        </p>
      ) : (
        <BigButton onPress={() => file.current?.click()}>{text('policy.choose')}</BigButton>
      )}
      <input
        ref={file}
        type="file"
        hidden
        data-testid="policy-file"
        onChange={(e) => {
          const [given] = e.currentTarget.files ?? [];
          if (given) take(given).catch(props.onProblem);
          e.currentTarget.value = '';
        }}
      />
    </details>
  );
}
