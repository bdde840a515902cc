import { HufuError, toBase64url } from '@hufu/contract';
import { type Signer, signStatement } from '@hufu/statement';
import { BigButton, formatYuan, formatYuanCapital, ListStates, useLanguage } from '@hufu/ui';
import { type ReactNode, useState } from 'react';
import { Fact } from '../layout/screen.tsx';
import { Sheet } from '../layout/sheet.tsx';
import { toastDelivery } from '../layout/toast.ts';
import { newId } from '../new-id.ts';
import { useSession } from '../session/session.tsx';
import { outbox } from '../sign/outbox.ts';
import { SignPanel } from '../sign/sign-panel.tsx';
import { type SigningKeys, useSigningKeys } from '../sign/signing-keys.ts';
import { useT } from '../texts.ts';
import { buildRequest } from './build-request.ts';
import { impressionsOf, seamsOf } from './draft.ts';
import { fenOf } from './missing.ts';
import type { StepProps } from './step-props.ts';

/** Everything once more, and the filer's own signature. */
export function CheckStep(props: StepProps): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { account } = useSession();
  const { draft, form, matter, pages } = props;
  const signing = useSigningKeys(form.village.id);
  const [isSigning, setSigning] = useState(false);
  const amount = fenOf(draft.amountYuan) ?? null;
  const sign = async (keys: SigningKeys, signer: Signer) => {
    if (!matter || !draft.stamper || !keys.person) throw new HufuError('KEY_MISSING');
    const now = Date.now();
    const applicant = keys.trusted.roster.people.find((p) => p.name === draft.applicantName.trim());
    const request = buildRequest(draft, {
      village: form.village.id,
      filer: keys.person,
      stamper: draft.stamper,
      matter,
      pages,
      applicantPerson: applicant?.id ?? null,
      now,
    });
    const delivery = await outbox.submit({
      idempotencyKey: newId(now),
      operation: 'fileRequest',
      request: draft.id,
      login: account.login,
      at: now,
      body: {
        statement: toBase64url(await signStatement(request, [signer])),
        documents: [...draft.documents],
      },
    });
    toastDelivery(delivery, text);
    props.onFiled(delivery);
  };
  const seams = seamsOf(draft, pages).length;
  const stamper = form.stampers.find((s) => s.id === draft.stamper)?.name ?? '';
  return (
    <div className="m-question">
      <h2>{text('check.question')}</h2>
      <dl className="m-facts">
        <Fact name={text('fact.matter')}>
          {matter ? (language === 'zh' ? matter.name : matter.nameEn) : ''}
        </Fact>
        <Fact name={text('fact.applicant')}>{`${draft.applicantName} ${draft.applicantPhone}`.trim()}</Fact>
        <Fact name={text('fact.purpose')}>{draft.purpose}</Fact>
        {draft.counterparty ? <Fact name={text('fact.counterparty')}>{draft.counterparty}</Fact> : null}
        {amount !== null ? (
          <Fact
            name={text('fact.amount')}
          >{`${formatYuan(amount)} ${language === 'zh' ? formatYuanCapital(amount) : ''}`}</Fact>
        ) : null}
        <Fact name={text('fact.material')}>{text('check.pages', { n: pages.length })}</Fact>
        <Fact name={text('fact.impressions')}>
          {text('check.seals', {
            seals: draft.seals
              .map((id) => form.seals.find((s) => s.id === id)?.name ?? id)
              .join(text('join.comma')),
            copies: draft.copies,
            n: impressionsOf(draft, pages),
          })}
          {seams > 0 ? (
            <span className="m-line">{text('check.seams', { n: seams * draft.copies })}</span>
          ) : null}
        </Fact>
        <Fact name={text('fact.stamper')}>{stamper}</Fact>
        <Fact name={text('check.approver')}>
          {form.approvers.map((a) => a.name).join(text('join.comma'))}
        </Fact>
      </dl>
      <BigButton kind="verb" block testId="sign-request" onPress={() => setSigning(true)}>
        {text('check.sign')}
      </BigButton>
      <Sheet
        open={isSigning}
        title={text('check.sign')}
        onClose={() => setSigning(false)}
        testId="sign-sheet"
      >
        <ListStates loaded={signing.loaded} onRetry={signing.reload}>
          {(keys) => (
            <SignPanel keys={keys.keys} verb={text('check.verb')} sign={(signer) => sign(keys, signer)} />
          )}
        </ListStates>
      </Sheet>
    </div>
  );
}
