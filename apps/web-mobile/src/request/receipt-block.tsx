import { BigButton, ListStates, useLoad } from '@hufu/ui';
import { type ReactNode, useEffect, useState } from 'react';
import { bridge } from '../host.ts';
import { Sheet } from '../layout/sheet.tsx';
import { toast } from '../layout/toast.ts';
import { client } from '../session/api.ts';
import { useT } from '../texts.ts';

/** The verb of a stamped request: shows the receipt the villager keeps; whoever scans it can check the paper. */
export function ReceiptButton(props: { request: string }): ReactNode {
  const text = useT();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <BigButton kind="verb" testId="show-receipt" onPress={() => setOpen(true)}>
        {text('receipt.show')}
      </BigButton>
      <Sheet
        open={isOpen}
        title={text('receipt.title')}
        onClose={() => setOpen(false)}
        closeLabel={text('action.close')}
        testId="receipt"
      >
        <div className="m-sheet-body">
          <p>{text('receipt.explain')}</p>
          <Receipt request={props.request} />
        </div>
      </Sheet>
    </>
  );
}

function Receipt(props: { request: string }): ReactNode {
  const text = useT();
  const { loaded, reload } = useLoad(
    (signal) => client.evidence.getReceipt({ request: props.request }, { signal }),
    [props.request],
  );
  return (
    <ListStates loaded={loaded} onRetry={reload}>
      {(receipt) => (
        <div className="m-receipt">
          <SvgPicture svg={receipt.qrSvg} alt={text('receipt.qr')} />
          <a href={receipt.url}>{text('receipt.open')}</a>
          <BigButton
            onPress={() => {
              const url = new URL(receipt.url, location.href).href;
              void bridge
                .share({ title: text('receipt.title'), url })
                .then((ok) => ok && toast(text('receipt.shared')));
            }}
          >
            {text('receipt.share')}
          </BigButton>
        </div>
      )}
    </ListStates>
  );
}

/** An SVG from the server as a picture: inside an img it can run no script. */
function SvgPicture(props: { svg: string; alt: string }): ReactNode {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([props.svg], { type: 'image/svg+xml' }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [props.svg]);
  return url ? <img className="m-qr" src={url} alt={props.alt} /> : null;
}
