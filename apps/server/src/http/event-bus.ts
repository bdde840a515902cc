import type { Instant, Phase } from '@hufu/contract';

interface Common {
  readonly village: string;
  readonly at: Instant;
}

/**
 * What happened, told after the transaction committed. The rows are the truth: whoever acts on an event
 * also looks at the rows when it starts, because an event dies with the process.
 */
export type DomainEvent = Common &
  (
    | { readonly kind: 'requestChanged'; readonly request: string; readonly phase: Phase }
    | { readonly kind: 'statementQueued'; readonly statement: string; readonly type: string }
    | { readonly kind: 'authorizationComplete'; readonly authorization: string; readonly request: string }
    | {
        readonly kind: 'authorizationRevoked';
        readonly authorization: string;
        readonly request: string;
        /** Id of the revocation's statement row. */
        readonly statement: string;
      }
    | { readonly kind: 'keyRevoked'; readonly thumbprint: string; readonly statement: string }
    | {
        readonly kind: 'exceptionGranted';
        readonly authorization: string;
        readonly request: string;
        readonly k: number;
        /** Hex thumbprint of the machine. */
        readonly machine: string;
        readonly statement: string;
      }
    | { readonly kind: 'serviceOrdered'; readonly machine: string; readonly statement: string }
    | { readonly kind: 'rosterPublished'; readonly version: number; readonly digest: string }
    | { readonly kind: 'documentChanged'; readonly document: string; readonly state: string }
    | {
        readonly kind: 'noticeGiven';
        readonly notice: string;
        readonly account: string;
        readonly title: { readonly zh: string; readonly en: string };
        readonly request: string | null;
      }
    | { readonly kind: 'machineChanged'; readonly machine: string; readonly state: string }
    | { readonly kind: 'alarmRaised'; readonly alarm: string }
  );

/** Tells everybody who listens, in order; a listener that fails does not stop the others. */
export interface EventBus {
  publish(event: DomainEvent): void;
  /** Returns the way to stop listening. */
  subscribe(listener: (event: DomainEvent) => void): () => void;
}

/** A bus within this process. */
export function createEventBus(onFault: (fault: unknown) => void): EventBus {
  const listeners = new Set<(event: DomainEvent) => void>();
  return {
    publish(event) {
      for (const listener of listeners)
        try {
          listener(event);
        } catch (fault) {
          onFault(fault);
        }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
