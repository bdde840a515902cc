import { HufuError } from '@hufu/contract';
import { BigButton } from '@hufu/ui';
import { type ReactNode, useEffect, useRef } from 'react';
import { useT } from '../texts.ts';
import { readCode } from './read-code.ts';

const everyMs = 250;

/** The camera, looking for a code. The picture never leaves this page. */
export function Scanner(props: {
  onCode: (text: string) => void;
  onProblem: (problem: unknown) => void;
  onStop: () => void;
}): ReactNode {
  const text = useT();
  const video = useRef<HTMLVideoElement>(null);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    let stream: MediaStream | undefined;
    let isGone = false;
    const look = () => {
      const element = video.current;
      if (!element || element.videoWidth === 0) return;
      const picture = { source: element, width: element.videoWidth, height: element.videoHeight };
      const code = readCode(picture, [900]);
      if (code) latest.current.onCode(code);
    };
    const timer = setInterval(look, everyMs);
    const open = async () => {
      // Absent on a page that is not served securely.
      if (!navigator.mediaDevices) throw new HufuError('QR_CAMERA_REFUSED');
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      } catch (cause) {
        throw new HufuError('QR_CAMERA_REFUSED', { cause });
      }
      if (isGone) for (const track of stream.getTracks()) track.stop();
      else if (video.current) {
        video.current.srcObject = stream;
        await video.current.play();
      }
    };
    open().catch((error: unknown) => {
      if (!isGone) latest.current.onProblem(error);
    });
    return () => {
      isGone = true;
      clearInterval(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, []);
  return (
    <div className="v-scanner">
      <p>{text('input.scanning')}</p>
      <div className="v-camera">
        <video ref={video} playsInline muted aria-label={text('input.camera')} />
        <span aria-hidden="true" />
      </div>
      <BigButton block onPress={props.onStop}>
        {text('input.stopScan')}
      </BigButton>
    </div>
  );
}
