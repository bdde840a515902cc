import { clockToleranceMs } from '@hufu/statement';
import type { Drill } from './drill.ts';
import type { Inject } from './fault-cell.ts';

const later = (drill: Drill, ms: number, run: () => void) => {
  drill.time.setTimer(run, ms);
};

/** The faults of MACHINE.md 6, each as what it does to the simulated machine. */
export const injections = {
  sbcCut: (drill) => drill.cutAgent(),
  sbcTorn: (drill) => drill.cutAgent(true),
  mcuCut: (drill) => drill.cutPress(),
  mcuTorn: (drill) => drill.cutPress(true),
  bothCut: (drill) => {
    drill.cutAgent();
    drill.cutPress();
  },
  serial: (drill) => {
    drill.press.noise = { lose: 0.3, double: 0.3, corrupt: 0.3 };
    later(drill, 900, () => {
      drill.press.noise = { lose: 0, double: 0, corrupt: 0 };
    });
  },
  jam: (drill, _authorization, step) => {
    drill.press.faults.add(step === 'f' ? 'jamAbove' : step === 'g' ? 'jamInZone' : 'stuckDown');
  },
  lid: (drill) => {
    drill.press.setLid(true);
    later(drill, 1500, () => drill.press.setLid(false));
  },
  tamper: (drill) => drill.press.openCase(),
  swap: (drill) => drill.platen.swap(),
  twoSheets: (drill, { payload }) => {
    const page = payload.pages[0];
    if (page) drill.platen.lay(Buffer.from(page.digest).toString('hex'), 2);
  },
  hand: (drill) => {
    drill.platen.hand(true);
    later(drill, 900, () => drill.platen.hand(false));
  },
  camera: (drill) => {
    drill.platen.camera = 'frozen';
    later(drill, 2600, () => {
      drill.platen.camera = 'alive';
    });
  },
  clockBack: (drill) => {
    drill.skewMs = -3 * 3_600_000;
  },
  clockForward: (drill) => {
    drill.skewMs = 3 * 3_600_000;
  },
  revoked: (drill, { payload }) => {
    const cose = drill.village.revocation(payload.id, drill.trueTime());
    drill.agent?.command('revocation', cose).catch((e: unknown) => drill.note(`revocation ${e}`));
  },
  lockDown: (drill) => {
    const nonce = drill.agent?.serviceNonce;
    if (!nonce) return;
    const cose = drill.village.service('lockDown', nonce, drill.trueTime());
    drill.agent?.command('service', cose).catch((e: unknown) => drill.note(`lockDown ${e}`));
  },
  expires: async (drill, { payload }) => {
    // The witnesses' clocks and ours may differ by the tolerance: only after it is it over for everybody.
    await drill.until(() => drill.trueTime() > payload.validTo + clockToleranceMs);
  },
  update: (drill) => {
    drill.agent
      ?.update('0.2.0')
      .then((told) => drill.note(`update ${told}`))
      .catch((e: unknown) => drill.note(`update ${e}`));
  },
  replay: (drill, authorization) => {
    drill.agent?.authorize(authorization).catch((e: unknown) => drill.note(`replay ${e}`));
  },
  network: (drill) => {
    drill.server.isUp = false;
    later(drill, 4000, () => {
      drill.server.isUp = true;
    });
  },
  disk: (drill) => {
    drill.disk = 'broken';
    later(drill, 2500, () => {
      drill.disk = 'good';
      // The journal is closed after a failed write: the watchdog starts the agent anew.
      drill.cutAgent();
    });
  },
  rollback: (drill) => {
    drill.rollBack();
    drill.cutAgent();
  },
  ink: (drill) => {
    drill.platen.ink = 0.1;
  },
  manual: (drill) => drill.press.touchByHand(),
} satisfies Record<string, Inject>;
