import { type ReactNode, useState } from 'react';
import { useT } from '../texts.ts';

/** The camera's live picture, with the outline of where things belong. */
export function LiveView(props: { src: string; alt: string; outline: 'paper' | 'face' | 'none' }): ReactNode {
  const text = useT();
  const [attempt, setAttempt] = useState(0);
  const [isLost, setLost] = useState(false);
  const source =
    attempt === 0 ? props.src : `${props.src}${props.src.includes('?') ? '&' : '?'}again=${attempt}`;
  return (
    <div className="k-live">
      {isLost ? (
        <button
          type="button"
          className="k-live-lost"
          onClick={() => {
            setLost(false);
            setAttempt((n) => n + 1);
          }}
        >
          {text('place.noLive')} · {text('state.retry')}
        </button>
      ) : (
        <img src={source} alt={props.alt} onError={() => setLost(true)} />
      )}
      {props.outline === 'none' ? null : (
        <span className="k-outline" data-of={props.outline} aria-hidden="true" />
      )}
    </div>
  );
}
