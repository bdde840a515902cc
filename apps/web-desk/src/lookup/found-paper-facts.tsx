import type { FoundPaper } from '@hufu/contract';
import { formatDateTime, Tag, useLanguage } from '@hufu/ui';
import { Descriptions } from 'antd';
import type { ReactNode } from 'react';
import { hrefOf } from '../route/route.ts';
import { useT } from '../texts.ts';

const tones = { match: 'good', mismatch: 'bad', unsure: 'warn' } as const;

/** What is known of a paper that was found: when it was stamped, or, of an old one, only when it was registered. */
export function FoundPaperFacts(props: { paper: FoundPaper; isBest: boolean }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { paper } = props;
  const isOld = paper.kind === 'oldPaper';
  return (
    <>
      {isOld ? <Tag tone="warn">{text('lookup.oldPaper')}</Tag> : null}
      <Descriptions
        column={1}
        size="small"
        items={[
          { key: 'village', label: text('lookup.village'), children: paper.village.name },
          {
            key: 'stamped',
            label: text('lookup.stampedAt'),
            children:
              paper.stampedAt === null
                ? text('lookup.stampedUnknown')
                : formatDateTime(paper.stampedAt, language),
          },
          ...(isOld
            ? [
                { key: 'stated', label: text('lookup.statedDate'), children: paper.statedDate || '—' },
                { key: 'by', label: text('lookup.registeredBy'), children: paper.registeredBy ?? '—' },
                {
                  key: 'registered',
                  label: text('lookup.registeredAt'),
                  children: formatDateTime(paper.registeredAt, language),
                },
              ]
            : [
                {
                  key: 'page',
                  label: text('lookup.open'),
                  children: (
                    <a href={hrefOf({ screen: 'story', id: paper.id })}>
                      {text('lookup.page', { n: paper.page + 1 })}
                    </a>
                  ),
                },
              ]),
          {
            key: 'likeness',
            label: text('lookup.likeness'),
            children: text('lookup.likenessOf', {
              found: paper.all.found,
              shown: paper.all.shown,
              numbers: `${paper.numbers.found} / ${paper.numbers.shown}`,
            }),
          },
          ...(props.isBest && !isOld
            ? [
                {
                  key: 'comparison',
                  label: text('lookup.comparison'),
                  children: paper.comparison ? (
                    <Tag tone={tones[paper.comparison.verdict]}>
                      {text(`lookup.${paper.comparison.verdict}`, { n: paper.comparison.regions.length })}
                    </Tag>
                  ) : (
                    text('lookup.notKept')
                  ),
                },
              ]
            : []),
        ]}
      />
    </>
  );
}
