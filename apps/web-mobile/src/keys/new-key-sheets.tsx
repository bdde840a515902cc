import { toBase64url } from '@hufu/contract';
import { BigButton, Notice, PinPad } from '@hufu/ui';
import { type ReactNode, useState } from 'react';
import { Sheet } from '../layout/sheet.tsx';
import { toast } from '../layout/toast.ts';
import { client } from '../session/api.ts';
import { useSession } from '../session/session.tsx';
import { keyStore } from '../sign/key-store.ts';
import { useT } from '../texts.ts';
import { useAttempt } from './use-attempt.tsx';

/** A new key gets a PIN of at least this many digits. */
const newPinLength = 6;

interface SheetProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** A key of this browser: PIN twice, then it is proposed for the roster. */
export function NewBrowserKeySheet(props: SheetProps): ReactNode {
  const text = useT();
  const { account } = useSession();
  const [first, setFirst] = useState<string | null>(null);
  const [differs, setDiffers] = useState(false);
  const attempt = useAttempt();
  const close = () => {
    setFirst(null);
    setDiffers(false);
    props.onClose();
  };
  const enter = (pin: string) => {
    if (first === null) {
      setDiffers(false);
      return setFirst(pin);
    }
    if (pin !== first) {
      setDiffers(true);
      return setFirst(null);
    }
    void attempt.run(async () => {
      const made = await keyStore.createBrowser(account.login, pin, Date.now());
      await client.session.proposeKey({ kind: 'browser', key: toBase64url(made.key) });
      toast(text('keys.proposed'));
      setFirst(null);
      props.onDone();
    });
  };
  return (
    <Sheet open={props.open} title={text('keys.newBrowser')} onClose={close} testId="new-key-sheet">
      <div className="m-sheet-body">
        <Notice tone="warn">{text('keys.weaker')}</Notice>
        {differs ? <Notice tone="bad">{text('keys.pinDiffers')}</Notice> : null}
        {attempt.notice}
        <PinPad
          key={first === null ? 'first' : 'again'}
          title={text(first === null ? 'keys.pinFirst' : 'keys.pinAgain')}
          least={newPinLength}
          busy={attempt.busy}
          onDone={enter}
        />
      </div>
    </Sheet>
  );
}

/** An encrypted key file and its PIN; the file stays encrypted on this device. */
export function ImportKeySheet(props: SheetProps): ReactNode {
  const text = useT();
  const { account } = useSession();
  const [file, setFile] = useState<{ name: string; text: string } | null>(null);
  const attempt = useAttempt();
  const close = () => {
    setFile(null);
    props.onClose();
  };
  return (
    <Sheet open={props.open} title={text('keys.import')} onClose={close} testId="import-key-sheet">
      <div className="m-sheet-body">
        <p className="m-soft">{text('keys.importExplain')}</p>
        <label className="m-field">
          <span>{file?.name ?? text('keys.file')}</span>
          <input
            type="file"
            accept=".json,.key,application/json"
            data-testid="key-file"
            onChange={(e) => {
              const chosen = e.target.files?.[0];
              if (chosen)
                void attempt.run(async () => setFile({ name: chosen.name, text: await chosen.text() }));
            }}
          />
        </label>
        {attempt.notice}
        {file ? (
          <PinPad
            busy={attempt.busy}
            onDone={(pin) =>
              void attempt.run(async () => {
                await keyStore.importFile(account.login, file.text, pin, Date.now());
                toast(text('keys.imported'));
                setFile(null);
                props.onDone();
              })
            }
          />
        ) : (
          <BigButton block onPress={close}>
            {text('action.cancel')}
          </BigButton>
        )}
      </div>
    </Sheet>
  );
}
