// Certifies the honest controller and every broken one, and prints one line of JSON for each: `node certify-mutants.ts`.
import { pressSigner } from '@hufu/press';
import { importSigner } from '@hufu/statement';
import { certifyPress } from '../../certify/certify.ts';
import { openVirtualTime } from '../../drill/virtual-time.ts';
import { startPressShell } from '../../press/press-shell.ts';
import { mutatedShell } from './mutated-shell.ts';
import { mutations } from './mutations.ts';
import { virtualJig } from './virtual-jig.ts';

/** Slow above the zone, so that a silent host is seen, and on the way up, so that a cut falls between contact and receipt. */
const timing = { selectMs: 8, toZoneMs: 420, toContactMs: 14, upMs: 400 };
const bornAt = Date.UTC(2026, 0, 1);

for (const name of ['honest', ...Object.keys(mutations)]) {
  const time = openVirtualTime();
  const jig = await virtualJig({
    time,
    bornAt,
    start: name === 'honest' ? startPressShell : await mutatedShell(name),
    signer: pressSigner(importSigner('EdDSA', new Uint8Array(32).fill(1))),
    pairKey: new Uint8Array(32).fill(2),
    timing,
  });
  let isOver = false;
  const certificate = certifyPress(jig, { stopAtFirst: true }).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    // Everything that this moment sets off comes first, then the next moment.
    await new Promise((resolve) => setImmediate(resolve));
    if (!isOver && !time.next()) throw new RangeError(`${name}: nothing is due, and it is not over`);
  }
  console.log(JSON.stringify({ name, ...(await certificate) }));
}
