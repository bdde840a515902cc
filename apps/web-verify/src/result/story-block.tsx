import type { PackStory, StoryImpression, StoryPerson } from '@hufu/evidence';
import {
  formatDateTime,
  imageShelf,
  KeyGrade,
  PageImage,
  PageViewer,
  useLanguage,
  VerdictTag,
} from '@hufu/ui';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useT } from '../texts.ts';

/** What the verified evidence tells: facts, pictures, people. */
export function StoryBlock(props: { story: PackStory }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { story } = props;
  const rows: [string, string][] = [
    [text('facts.village'), story.village],
    [text('facts.matter'), story.matter],
    [text('facts.purpose'), story.purpose],
    [text('facts.applicant'), story.applicant],
    [text('facts.filed'), formatDateTime(story.filedAt, language)],
    [text('facts.approved'), story.approvedAt === null ? '—' : formatDateTime(story.approvedAt, language)],
    [text('facts.seals'), story.seals.join(text('list.and'))],
    [
      text('facts.count'),
      text('facts.countOf', { executed: story.impressions.length, granted: story.granted }),
    ],
  ];
  return (
    <>
      <section className="v-block" data-testid="facts">
        <h2>{text('facts.title')}</h2>
        <dl className="v-facts">
          {rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <Pictures story={story} />
      <section className="v-block" data-testid="people">
        <h2>{text('people.title')}</h2>
        <ul className="v-people">
          {story.people.map((p, i) => (
            <li key={i}>
              <b>{p.name}</b> {text(actKey(p.act))} <small>{formatDateTime(p.at, language)}</small>{' '}
              <KeyGrade kind={p.key} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function actKey(act: StoryPerson['act']) {
  switch (act) {
    case 'request':
    case 'review':
    case 'authorization':
    case 'exception':
    case 'rejection':
    case 'withdrawal':
    case 'void':
    case 'presence':
      return `people.${act}` as const;
    default:
      return 'people.machine' as const;
  }
}

function Pictures(props: { story: PackStory }): ReactNode {
  const text = useT();
  const { story } = props;
  const shelf = useMemo(
    () => imageShelf(async (digest) => story.images.get(digest) ?? new Uint8Array(0)),
    [story],
  );
  useEffect(() => () => shelf.clear(), [shelf]);
  const [open, setOpen] = useState<{ digests: readonly string[]; start: number } | null>(null);
  if (story.impressions.length === 0) return null;
  const kinds = ['approved', 'before', 'after'] as const;
  const show = (impression: StoryImpression, digest: string) => {
    const digests = kinds.flatMap((k) => impression[k] ?? []);
    setOpen({ digests, start: digests.indexOf(digest) });
  };
  return (
    <section className="v-block" data-testid="pictures">
      <h2>{text('pictures.title')}</h2>
      <p>{text('pictures.compare')}</p>
      {story.impressions.map((i) => (
        <div key={i.k} className="v-impression">
          <p>
            <b>{text('pictures.impression', { n: i.k + 1, page: i.page + 1 })}</b>{' '}
            {i.afterVerdict ? <VerdictTag verdict={i.afterVerdict.verdict} /> : null}
          </p>
          <div className="v-triple">
            {kinds.map((kind) => {
              const digest = i[kind];
              const label = text(`pictures.${kind}`);
              return (
                <figure key={kind}>
                  <figcaption>{label}</figcaption>
                  {digest ? (
                    <button type="button" aria-label={text('image.open')} onClick={() => show(i, digest)}>
                      <PageImage shelf={shelf} digest={digest} alt={label} />
                    </button>
                  ) : (
                    <p className="v-soft">{text('pictures.none')}</p>
                  )}
                </figure>
              );
            })}
          </div>
        </div>
      ))}
      {open ? (
        <PageViewer
          shelf={shelf}
          pages={open.digests.map((digest) => ({ digest }))}
          start={open.start}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </section>
  );
}
