import { greet } from './bench-village.ts';
import type { Scenario } from './vector-scenario.ts';

/** What motor, switches and people do to a press. */
export function motionScenarios(): Scenario[] {
  const receipt = (authorization: string, k = 0, a = 0, offset = 0) => ({ authorization, k, a, offset });
  return [
    {
      name: 'honest-press',
      says: 'claim, press, receipt',
      act({ world, host, send, order, authorization }) {
        send('PRESS', order());
        world.rest(host);
        host.ask('RECEIPT', receipt(authorization));
        host.ask('RECEIPT', receipt(authorization, 0, 0, 320));
      },
    },
    {
      name: 'doubled-press',
      says: 'the same frame three times: one press, the same reply; then the dead attempt and the used impression',
      act({ world, host, order }) {
        const bytes = host.frame('PRESS', order());
        host.send(bytes);
        host.send(bytes);
        world.rest(host);
        host.send(bytes);
        host.ask('PRESS', order());
        host.ask('PRESS', order(0, 1));
      },
    },
    {
      name: 'void-then-late-press',
      says: 'an attempt once voided is dead, the next one lives',
      act({ world, host, order, authorization, preHash }) {
        const late = host.frame('PRESS', order());
        host.ask('VOID_ATTEMPT', { authorization, k: 0, a: 0, preHash });
        host.send(late);
        host.ask('PRESS', order());
        host.ask('PRESS', order(0, 1));
        world.rest(host);
      },
    },
    {
      name: 'dead-man',
      says: 'no host frame for 250 ms above the contact zone: up, not executed',
      act({ world, host, descend, authorization }) {
        descend();
        world.move();
        world.sense();
        world.tick(251);
        world.rest();
        host.ask('LEDGER', { what: 'impression', authorization, k: 0 });
      },
    },
    {
      name: 'silence-in-zone',
      says: 'no host frame in the contact zone: it completes by itself, executed',
      act({ world, host, descend, authorization }) {
        descend();
        world.move();
        world.move();
        while (world.sense());
        world.tick(251);
        world.rest();
        host.ask('LEDGER', { what: 'impression', authorization, k: 0 });
      },
    },
    {
      name: 'emergency-stop',
      says: 'stop above the contact zone: up, not executed',
      act({ world, host, descend, send, authorization }) {
        descend();
        world.move();
        world.sense();
        send('ESTOP', {});
        world.rest();
        host.ask('LEDGER', { what: 'impression', authorization, k: 0 });
      },
    },
    {
      name: 'void-under-way',
      says: 'voided above the contact zone: up, not executed, and the answer tells it when it is durable',
      act({ world, host, descend, authorization, preHash }) {
        descend();
        world.move();
        world.sense();
        host.ask('VOID_ATTEMPT', { authorization, k: 0, a: 0, preHash });
        world.rest(host);
        host.ask('VOID_ATTEMPT', { authorization, k: 0, a: 0, preHash });
      },
    },
    {
      name: 'cut-above-zone',
      says: 'power cut above the contact zone: not executed',
      act({ world, descend, again }) {
        descend();
        world.move();
        again();
      },
    },
    {
      name: 'hand-while-off',
      says: 'power cut above the contact zone, and a hand presses the die down meanwhile: unknown, quarantine',
      act({ world, descend, again }) {
        descend();
        world.move();
        world.powerCut();
        world.touch();
        world.readings = [];
        again();
      },
    },
    {
      name: 'cut-in-zone',
      says: 'power cut in the contact zone before contact: unknown, quarantine',
      act({ world, descend, again }) {
        descend();
        world.move();
        world.move();
        again();
      },
    },
    {
      name: 'cut-after-contact',
      says: 'power cut right after contact: executed',
      act({ world, descend, again }) {
        descend();
        for (let i = 0; i < 3; i++) world.move();
        again();
      },
    },
    {
      name: 'jam-above-zone',
      says: 'over-current above the contact zone: up, not executed, and an event',
      act({ world, host, descend, order }) {
        descend();
        world.move();
        world.readings.push({ kind: 'overCurrent' });
        world.rest(host);
        host.ask('PRESS', order());
        host.ask('PRESS', order(0, 1));
        world.rest(host);
      },
    },
    {
      name: 'jam-in-zone',
      says: 'over-current in the contact zone: unknown, quarantine, the other impression is refused',
      act({ world, host, descend, order }) {
        descend();
        world.move();
        world.move();
        while (world.sense());
        world.input({ type: 'sensor', reading: { kind: 'overCurrent' } });
        world.rest(host);
        host.ask('PRESS', order(1));
        host.ask('LEDGER', { what: 'registers' });
      },
    },
    {
      name: 'limit-without-contact',
      says: 'lower end switch without a contact: no paper or no die; unknown, quarantine',
      act({ world, host, descend }) {
        descend();
        world.move();
        world.input({ type: 'sensor', reading: { kind: 'limit' } });
        world.rest(host);
        host.ask('LEDGER', { what: 'registers' });
      },
    },
    {
      name: 'no-contact-in-time',
      says: 'in the contact zone for longer than the limit: up, unknown',
      act({ world, host, descend }) {
        descend();
        world.move();
        world.move();
        while (world.sense());
        world.tick(1501);
        world.rest(host);
        host.ask('LEDGER', { what: 'registers' });
      },
    },
    {
      name: 'stuck-down',
      says: 'the head does not come up after the contact: executed, and quarantine',
      act({ world, host, descend, authorization }) {
        descend();
        for (let i = 0; i < 3; i++) world.move();
        while (world.sense());
        host.beat();
        world.tick(3001);
        while (world.framDone());
        host.ask('LEDGER', { what: 'impression', authorization, k: 0 });
        host.ask('STATUS', {});
      },
    },
    {
      name: 'carousel-late',
      says: 'the carousel does not arrive: not executed, nothing went down',
      act({ world, host, send, order, authorization }) {
        send('PRESS', order());
        while (world.framDone());
        world.readings.length = 0;
        for (let i = 0; i < 41; i++) {
          host.beat();
          world.tick(100);
        }
        while (world.framDone());
        host.ask('LEDGER', { what: 'impression', authorization, k: 0 });
      },
    },
    {
      name: 'lid-open',
      says: 'lid open: refused; opened on the way down: up, not executed',
      act({ world, host, descend, order, authorization }) {
        world.input({ type: 'sensor', reading: { kind: 'lid', open: true } });
        host.ask('PRESS', order());
        world.input({ type: 'sensor', reading: { kind: 'lid', open: false } });
        descend();
        world.move();
        world.readings.push({ kind: 'lid', open: true });
        world.rest(host);
        host.ask('LEDGER', { what: 'impression', authorization, k: 0 });
      },
    },
    {
      name: 'tamper-latch',
      says: 'case opened on the way down: up, not executed; refused from then on, after a power cut too',
      act({ world, host, descend, order }) {
        descend();
        world.move();
        world.tamper = true;
        world.readings.push({ kind: 'tamper' });
        world.rest(host);
        host.ask('PRESS', order(1));
        world.powerCut();
        const again = greet(world);
        again.ask('STATUS', {});
        again.ask('PRESS', order(1));
      },
    },
    {
      name: 'manual-touch',
      says: 'a contact that no attempt explains: tamper, quarantine, no press',
      act({ world, host, order }) {
        world.touch();
        while (world.framDone() || world.sense());
        host.ask('PRESS', order());
        host.ask('STATUS', {});
      },
    },
    {
      name: 'touch-without-power',
      says: 'a contact while the power was off: quarantine at power-on',
      act({ world }) {
        world.powerCut();
        world.H++;
        greet(world).ask('LEDGER', { what: 'registers' });
      },
    },
    {
      name: 'hello-in-descent',
      says: 'a host that starts anew forgot what it was doing: up, not executed, its old frames count no more',
      act({ world, host, descend, order, authorization }) {
        const late = host.frame('PRESS', order(1));
        descend();
        world.move();
        host.hello();
        host.send(late);
        world.rest(host);
        host.ask('LEDGER', { what: 'impression', authorization, k: 0 });
        host.ask('LEDGER', { what: 'impression', authorization, k: 1 });
      },
    },
  ];
}
