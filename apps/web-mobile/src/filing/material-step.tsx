import type { FileKind } from '@hufu/host-bridge';
import { BigButton, imageShelf, Notice, PageImage, PageViewer, ProblemNotice } from '@hufu/ui';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { bridge } from '../host.ts';
import { newId } from '../new-id.ts';
import { blobsOf } from '../session/api.ts';
import { useT } from '../texts.ts';
import { removeDocument } from './draft.ts';
import { pageWarning } from './page-warnings.ts';
import { prepareFile } from './prepare-file.ts';
import type { StepProps } from './step-props.ts';
import { uploadDocument } from './upload-document.ts';

interface Upload {
  readonly id: string;
  readonly name: string;
  readonly done: number;
  readonly problem: unknown;
}

/** The paper itself: photos taken or files chosen, uploaded at once, shown as the pages that will be approved. */
export function MaterialStep(props: StepProps): ReactNode {
  const text = useT();
  const { draft, change, matter, pages, documents } = props;
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const [open, setOpen] = useState<number | null>(null);
  const shelf = useMemo(() => imageShelf(blobsOf(undefined)), []);
  useEffect(() => () => shelf.clear(), [shelf]);
  const update = (id: string, part: Partial<Upload>) =>
    setUploads((all) => all.map((u) => (u.id === id ? { ...u, ...part } : u)));
  const send = async (file: File) => {
    const id = newId(Date.now());
    setUploads((all) => [...all, { id, name: file.name, done: 0, problem: null }]);
    try {
      const view = await uploadDocument(await prepareFile(file), (done) => update(id, { done }));
      props.onDocument(view);
      change((d) => ({ ...d, documents: [...d.documents, view.id] }));
      setUploads((all) => all.filter((u) => u.id !== id));
    } catch (problem) {
      update(id, { problem });
    }
  };
  const take = async (source: 'camera' | FileKind) => {
    const files = source === 'camera' ? await bridge.takePhoto() : await bridge.chooseFiles(source);
    // One after the other: pages keep the order in which they were chosen.
    for (const file of files) await send(file);
  };
  const views = draft.documents.flatMap((id) => documents.get(id) ?? []);
  return (
    <div className="m-question">
      <h2>{text('material.question')}</h2>
      {matter && matter.requiredMaterial.length > 0 ? (
        <Notice tone="info">
          <p>{text('material.required')}</p>
          <ul>
            {matter.requiredMaterial.map((m) => (
              <li key={m}>{m}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <div className="m-two">
        <BigButton kind="verb" testId="take-photo" onPress={() => void take('camera')}>
          {text('material.photo')}
        </BigButton>
        <BigButton testId="choose-files" onPress={() => void take('material')}>
          {text('material.files')}
        </BigButton>
      </div>
      <p className="m-soft">{text('material.limits')}</p>
      {uploads.map((u) =>
        u.problem ? (
          <div key={u.id}>
            <p className="m-soft">{u.name}</p>
            <ProblemNotice problem={u.problem} />
            <BigButton kind="quiet" onPress={() => setUploads((all) => all.filter((x) => x.id !== u.id))}>
              {text('action.close')}
            </BigButton>
          </div>
        ) : (
          <div key={u.id} role="status">
            <p className="m-soft">
              {text('material.uploading', { name: u.name, percent: Math.round(u.done * 100) })}
            </p>
            <progress className="m-progress" max={1} value={u.done} />
          </div>
        ),
      )}
      {views.map((view) => (
        <div key={view.id} className="m-document" data-testid="document" data-state={view.state}>
          <div className="m-card-head">
            <strong>{view.name}</strong>
            <BigButton kind="quiet" onPress={() => change((d) => removeDocument(d, view.id))}>
              {text('material.remove')}
            </BigButton>
          </div>
          {view.state === 'failed' && view.problem ? <ProblemNotice problem={view.problem} /> : null}
          {view.state === 'queued' || view.state === 'rendering' ? (
            <div role="status">
              <p className="m-soft">
                {view.progress.total > 0
                  ? text('material.renderingOf', { done: view.progress.done, total: view.progress.total })
                  : text('material.rendering')}
              </p>
              <progress
                className="m-progress"
                {...(view.progress.total > 0 ? { max: view.progress.total, value: view.progress.done } : {})}
              />
            </div>
          ) : null}
        </div>
      ))}
      <div className="m-thumbs">
        {pages.map((page, i) => (
          <figure key={`${page.digest}-${i}`} className="m-thumb" data-testid="thumb">
            <button type="button" className="m-page-open" onClick={() => setOpen(i)}>
              <PageImage shelf={shelf} digest={page.digest} alt={text('image.page', { n: i + 1 })} />
            </button>
            <figcaption>
              <span>{text('image.page', { n: i + 1 })}</span>
              {page.warnings.map((w) => (
                <span key={w} className="m-warn">
                  {pageWarning(w, text)}
                </span>
              ))}
              <label className="m-check">
                <input
                  type="checkbox"
                  checked={page.side === 'back'}
                  onChange={(e) =>
                    change((d) => ({
                      ...d,
                      backs: e.target.checked ? [...d.backs, i] : d.backs.filter((b) => b !== i),
                      marks: d.marks.filter((m) => m.page !== i),
                    }))
                  }
                />
                {text('image.back')}
              </label>
            </figcaption>
          </figure>
        ))}
      </div>
      {open === null ? null : (
        <PageViewer shelf={shelf} pages={pages} start={open} onClose={() => setOpen(null)} />
      )}
    </div>
  );
}
