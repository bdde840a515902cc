import type { EventBody } from '@hufu/press';
import type { RecordEvent } from './event-recorder.ts';

/** What events of the controller lead to. */
export interface PressEventsContext {
  readonly hasRoster: () => boolean;
  readonly event: RecordEvent;
  readonly stopMotion: (reason: string) => void;
  readonly serviceNonce: () => string;
  readonly refresh: () => Promise<void>;
}

/** What the controller reports unasked: recorded, and where it must, the motion stops. */
export function pressEvents(context: PressEventsContext): (body: EventBody) => Promise<void> {
  const { event } = context;
  return async ({ event: name, authorization, k, detail }) => {
    if (!context.hasRoster()) return;
    switch (name) {
      case 'lidOpened':
      case 'tamper':
        context.stopMotion(name);
        await event(name, detail);
        break;
      case 'lidClosed':
      case 'jam':
        await event(name, detail, { authorization, k });
        break;
      case 'quarantined':
      case 'stuckDown':
      case 'framDamaged':
        await event('quarantined', `${name} ${detail} serviceNonce=${context.serviceNonce()}`, {
          authorization,
          k,
        });
        break;
      case 'boot':
      case 'settled':
        return;
      default:
        name satisfies never;
    }
    await context.refresh();
  };
}
