import { BigButton, type CheckedImage, loadCheckedImage, Notice, ProblemNotice } from '@hufu/ui';
import { Button, Input, Modal } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useAct } from '../layout/use-act.ts';
import { blobsOf } from '../session/api.ts';
import { useSession } from '../session/session.tsx';
import { useT } from '../texts.ts';

/** The photo of the person: opened only for a reason, which is logged with the name of whoever looks (PIPL). */
export function PersonPhoto(props: { request: string; digest: string }): ReactNode {
  const text = useT();
  const { may } = useSession();
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [image, setImage] = useState<CheckedImage | null>(null);
  const { isBusy, problem, act } = useAct();
  // The picture leaves memory when the window closes.
  useEffect(() => () => (image ? URL.revokeObjectURL(image.url) : undefined), [image]);
  if (!may.has('evidence.openPersonPhoto')) return null;
  const close = () => {
    setOpen(false);
    setImage(null);
    setReason('');
  };
  const show = () =>
    act(async () => setImage(await loadCheckedImage(props.digest, blobsOf(props.request, reason.trim()))));
  return (
    <>
      <Button size="small" data-testid="open-person" onClick={() => setOpen(true)}>
        {text('person.open')}
      </Button>
      <Modal open={isOpen} title={text('person.title')} footer={null} onCancel={close} destroyOnHidden>
        {image ? (
          <>
            <img className="d-person" src={image.url} alt={text('person.title')} data-digest={image.digest} />
            <p className="d-soft">{text('person.logged', { reason })}</p>
          </>
        ) : (
          <div className="d-stack">
            <Notice tone="info">
              <p>{text('person.why')}</p>
            </Notice>
            <Input.TextArea
              rows={2}
              maxLength={200}
              value={reason}
              placeholder={text('person.reason')}
              onChange={(e) => setReason(e.target.value)}
              data-testid="person-reason"
            />
            {problem ? <ProblemNotice problem={problem} /> : null}
            <BigButton
              kind="verb"
              busy={isBusy}
              disabled={reason.trim().length < 2}
              testId="person-show"
              onPress={show}
            >
              {text('person.show')}
            </BigButton>
          </div>
        )}
      </Modal>
    </>
  );
}
