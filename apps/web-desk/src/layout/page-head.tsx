import type { ReactNode } from 'react';

/** Title of a screen with what can be done beside it. */
export function PageHead(props: { title: ReactNode; extra?: ReactNode; children?: ReactNode }): ReactNode {
  return (
    <div className="d-head">
      <div>
        <h1>{props.title}</h1>
        {props.children}
      </div>
      {props.extra ? <div className="d-row">{props.extra}</div> : null}
    </div>
  );
}

/** A card of the desk. */
export function Panel(props: {
  title?: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
  testId?: string;
}): ReactNode {
  return (
    <section className="d-panel" data-testid={props.testId}>
      {props.title ? (
        <header>
          <h2>{props.title}</h2>
          {props.extra}
        </header>
      ) : null}
      {props.children}
    </section>
  );
}
