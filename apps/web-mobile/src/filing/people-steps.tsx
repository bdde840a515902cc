import { Notice, useLoad } from '@hufu/ui';
import { TextArea } from 'antd-mobile';
import type { ReactNode } from 'react';
import { useT } from '../texts.ts';
import { loadRoster } from '../trust/load-roster.ts';
import type { StepProps } from './step-props.ts';

/** Who wants the stamp. Somebody of the roster is taken as himself, or separation of duties (I7) would be blind. */
export function ApplicantStep({ draft, change, form }: StepProps): ReactNode {
  const text = useT();
  const { loaded } = useLoad(() => loadRoster(form.village.id), [form.village.id]);
  const name = draft.applicantName.trim();
  const official =
    loaded.state === 'data' ? loaded.data.roster.people.find((p) => p.name === name) : undefined;
  return (
    <div className="m-question">
      <h2>{text('applicant.question')}</h2>
      <label className="m-field">
        <span>{text('applicant.name')}</span>
        <input
          data-testid="applicant-name"
          value={draft.applicantName}
          maxLength={60}
          autoComplete="off"
          onChange={(e) => change((d) => ({ ...d, applicantName: e.target.value, isNamesake: false }))}
        />
      </label>
      {official ? (
        <Notice tone="info">
          <p>{text('applicant.official', { name })}</p>
          <label className="m-check">
            <input
              type="checkbox"
              checked={draft.isNamesake}
              onChange={(e) => change((d) => ({ ...d, isNamesake: e.target.checked }))}
            />
            {text('applicant.namesake')}
          </label>
        </Notice>
      ) : null}
      <label className="m-field">
        <span>{text('applicant.phone')}</span>
        <input
          value={draft.applicantPhone}
          inputMode="tel"
          maxLength={30}
          autoComplete="off"
          onChange={(e) => change((d) => ({ ...d, applicantPhone: e.target.value }))}
        />
      </label>
    </div>
  );
}

/** What for; for contracts with whom and how much; for major matters under which resolution (AC-8). */
export function PurposeStep({ draft, change, matter }: StepProps): ReactNode {
  const text = useT();
  return (
    <div className="m-question">
      <h2>{text('purpose.question')}</h2>
      <div className="m-field">
        <TextArea
          data-testid="purpose"
          value={draft.purpose}
          rows={3}
          maxLength={500}
          showCount
          placeholder={text('purpose.placeholder')}
          aria-label={text('purpose.question')}
          onChange={(purpose) => change((d) => ({ ...d, purpose }))}
        />
      </div>
      <label className="m-field">
        <span>{text('purpose.counterparty')}</span>
        <input
          value={draft.counterparty}
          maxLength={200}
          onChange={(e) => change((d) => ({ ...d, counterparty: e.target.value }))}
        />
      </label>
      <label className="m-field">
        <span>{text('purpose.amount')}</span>
        <input
          value={draft.amountYuan}
          inputMode="decimal"
          maxLength={20}
          onChange={(e) => change((d) => ({ ...d, amountYuan: e.target.value }))}
        />
      </label>
      {matter?.major ? (
        <label className="m-field">
          <span>{text('purpose.resolution')}</span>
          <input
            data-testid="resolution"
            value={draft.resolution}
            maxLength={200}
            placeholder={text('purpose.resolutionHint')}
            onChange={(e) => change((d) => ({ ...d, resolution: e.target.value }))}
          />
        </label>
      ) : null}
    </div>
  );
}

/** Who goes to the machine. */
export function StamperStep({ draft, change, form }: StepProps): ReactNode {
  const text = useT();
  return (
    <div className="m-question">
      <h2>{text('stamper.question')}</h2>
      <p className="m-soft">{text('stamper.explain')}</p>
      <div className="m-choices">
        {form.stampers.map((s) => (
          <button
            key={s.id}
            type="button"
            aria-pressed={draft.stamper === s.id}
            className="m-choice"
            data-testid={`stamper-${s.id}`}
            onClick={() => change((d) => ({ ...d, stamper: s.id }))}
          >
            <strong>{s.name}</strong>
          </button>
        ))}
      </div>
    </div>
  );
}
