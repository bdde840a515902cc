import type { KeyKind } from '@hufu/contract';
import type { ReactNode } from 'react';
import { Tag } from '../display/phase-tag.tsx';
import { useTexts } from '../text/catalogue.ts';

/** How a key is kept, in words: a browser key is shown as the weaker grade it is. */
export function KeyGrade(props: { kind: KeyKind | 'machine' }): ReactNode {
  const text = useTexts();
  const tone = props.kind === 'browser' || props.kind === 'file' ? 'warn' : 'good';
  return <Tag tone={tone}>{text(`key.${props.kind}`)}</Tag>;
}
