import { type ReactNode, useEffect } from 'react';
import { bridge } from '../host.ts';
import { goBack } from '../route/route.ts';
import { useT } from '../texts.ts';

/** One screen: a bar with the title and the way back, the content, and the verb at the bottom. */
export function Screen(props: {
  title: string;
  back?: (() => void) | boolean;
  aside?: ReactNode;
  foot?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}): ReactNode {
  const text = useT();
  useEffect(() => bridge.setTitle(props.title), [props.title]);
  const back = props.back === true ? goBack : props.back;
  return (
    <div className="m-screen" data-wide={props.wide ? 'yes' : 'no'} data-foot={props.foot ? 'yes' : 'no'}>
      <header className="m-bar">
        {back ? (
          <button
            type="button"
            className="m-back"
            onClick={back}
            aria-label={text('action.back')}
            data-testid="back"
          >
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path
                d="M15 5l-7 7 7 7"
                fill="none"
                stroke="currentColor"
                strokeWidth="2.4"
                strokeLinecap="round"
              />
            </svg>
          </button>
        ) : (
          <span className="m-back" />
        )}
        <h1>{props.title}</h1>
        <div className="m-aside">{props.aside}</div>
      </header>
      <main className="m-content">{props.children}</main>
      {props.foot ? <footer className="m-foot">{props.foot}</footer> : null}
    </div>
  );
}

/** A titled block of a screen. */
export function Block(props: { title?: string; testId?: string; children: ReactNode }): ReactNode {
  return (
    <section className="m-block" data-testid={props.testId}>
      {props.title ? <h2>{props.title}</h2> : null}
      {props.children}
    </section>
  );
}

/** A name with its value; long values wrap. */
export function Fact(props: { name: string; children: ReactNode }): ReactNode {
  return (
    <div className="m-fact">
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
