import type { Exception, PaperTrialView, RequestDetail } from '@hufu/contract';
import { fromBase64url, fromHex, toHex } from '@hufu/contract';
import { encodePayload, parseSigned } from '@hufu/statement';
import { BigButton, formatWhen, type ImageShelf, paperReasonText, useLanguage, VerdictTag } from '@hufu/ui';
import { type ReactNode, useState } from 'react';
import { Block } from '../layout/screen.tsx';
import { newId } from '../new-id.ts';
import type { Delivery } from '../sign/outbox.ts';
import type { SigningKeys } from '../sign/signing-keys.ts';
import { useT } from '../texts.ts';
import { BoxedImage } from './boxed-image.tsx';
import { ReasonSheet } from './reason-sheet.tsx';

/** Papers that the machine refused or was unsure of; an approver may overrule an unsure one, never a mismatch (I8). */
export function TrialBlock(props: {
  detail: RequestDetail;
  shelf: ImageShelf;
  signing: SigningKeys | null;
  mayOverrule: boolean;
  onDone: (delivery: Delivery) => void;
}): ReactNode {
  const text = useT();
  const language = useLanguage();
  const [chosen, setChosen] = useState<PaperTrialView | null>(null);
  const { detail, signing } = props;
  if (detail.trials.length === 0) return null;
  const authorization = authorizationOf(detail);
  const build = (trial: PaperTrialView) => (reason: string, now: number) =>
    exceptionFor(trial, detail, authorization, reason, now);
  return (
    <Block
      title={text(
        detail.trials.every((t) => t.verdict.verdict === 'match') ? 'trial.titleConfirm' : 'trial.title',
      )}
      testId="trials"
    >
      {detail.trials.map((trial) => {
        const page = detail.pageList[trial.page];
        const canOverrule =
          props.mayOverrule &&
          trial.verdict.verdict !== 'mismatch' &&
          trial.exceptionFor !== null &&
          authorization !== null;
        return (
          <article key={trial.id} className="m-trial" data-verdict={trial.verdict.verdict}>
            <p>
              <VerdictTag verdict={trial.verdict.verdict} /> {formatWhen(trial.at, Date.now())}
            </p>
            <p>{text(wordsOf(trial))}</p>
            {trial.verdict.reasons.length > 0 ? (
              <ul className="m-reasons">
                {trial.verdict.reasons.map((r) => (
                  <li key={r}>{paperReasonText(r, language)}</li>
                ))}
              </ul>
            ) : null}
            <div className="m-compare">
              {page ? (
                <BoxedImage
                  shelf={props.shelf}
                  digest={page.digest}
                  caption={text('trial.approved')}
                  size={page}
                  regions={trial.verdict.regions}
                />
              ) : null}
              {trial.frame ? (
                <BoxedImage
                  shelf={props.shelf}
                  digest={trial.frame}
                  caption={text('trial.frame')}
                  {...(page ? { size: page } : {})}
                  corners={trial.corners}
                  regions={trial.verdict.regions}
                />
              ) : (
                <p className="m-soft">{text('trial.noFrame')}</p>
              )}
            </div>
            {canOverrule ? (
              <BigButton kind="verb" block testId="overrule" onPress={() => setChosen(trial)}>
                {text(trial.verdict.verdict === 'match' ? 'trial.confirm' : 'trial.overrule')}
              </BigButton>
            ) : null}
            {trial.verdict.verdict === 'mismatch' ? <p className="m-soft">{text('trial.never')}</p> : null}
          </article>
        );
      })}
      {chosen && signing ? (
        <ReasonSheet
          open
          title={text(chosen.verdict.verdict === 'match' ? 'trial.confirm' : 'trial.overrule')}
          explain={text('trial.explain')}
          reasons={
            chosen.verdict.verdict === 'match'
              ? [text('trial.reason.same')]
              : [text('trial.reason.handwriting'), text('trial.reason.light'), text('trial.reason.crease')]
          }
          verb={text('trial.verb')}
          operation="overruleUnsure"
          request={detail.id}
          signing={signing}
          build={build(chosen)}
          addTo={earlierException(detail, chosen, authorization)}
          onClose={() => setChosen(null)}
          onDone={(d) => {
            setChosen(null);
            props.onDone(d);
          }}
        />
      ) : null}
    </Block>
  );
}

function wordsOf({ verdict: { verdict }, exceptionFor }: PaperTrialView) {
  if (verdict === 'match') return exceptionFor ? 'trial.toConfirm' : 'trial.confirmed';
  return verdict === 'mismatch' ? 'trial.refused' : 'trial.unsure';
}

/** Id of the request's authorization, read from the signed bytes. */
export function authorizationOf(detail: RequestDetail): string | null {
  if (!detail.authorization) return null;
  const signed = parseSigned(fromBase64url(detail.authorization.cose));
  return signed.ok && signed.value.payload.type === 'authorization' ? signed.value.payload.id : null;
}

/** The exception that another approver signed for this very trial, once it is sure that it says what this one would. */
export function earlierException(
  detail: RequestDetail,
  trial: PaperTrialView,
  authorization: string | null,
): Uint8Array | undefined {
  if (!trial.exceptionSoFar || !trial.exceptionFor) return undefined;
  const signed = parseSigned(fromBase64url(trial.exceptionSoFar));
  if (!signed.ok || signed.value.payload.type !== 'exception') return undefined;
  const theirs = signed.value.payload;
  const own = exceptionFor(trial, detail, authorization, theirs.reason, theirs.at);
  const isSame = toHex(encodePayload({ ...own, id: theirs.id })) === toHex(signed.value.payloadBytes);
  return isSame ? signed.value.cose : undefined;
}

function exceptionFor(
  trial: PaperTrialView,
  detail: RequestDetail,
  authorization: string | null,
  reason: string,
  now: number,
): Exception {
  const bound = trial.exceptionFor;
  if (!bound || !authorization) throw new Error('the button is not drawn for such a trial');
  return {
    type: 'exception',
    v: 1,
    id: newId(now),
    village: detail.village.id,
    at: now,
    authorization,
    k: trial.k,
    machine: fromHex(bound.machine),
    nonce: fromBase64url(bound.nonce),
    frames: bound.frames.map(fromHex),
    reason,
  };
}
