import { demoStampPin } from '../apps/cli/src/demo/township.ts';
import type { Device } from './browser.ts';

/** At the touch screen: chooses a job, is photographed, types the PIN; ends at "lay the paper". */
export async function comeToPaper(kiosk: Device, number: string): Promise<void> {
  const job = kiosk.page.locator(`[data-testid=job][data-number="${number}"]`);
  await job.getByTestId('start').click({ timeout: 60_000 });
  await kiosk.tap('consent-photo');
  // The machine photographs by itself as soon as it sees a face.
  await kiosk.see('screen-presence', 60_000);
  for (const digit of demoStampPin) await kiosk.tap(`pin-${digit}`);
  await kiosk.tap('pin-done');
  await kiosk.see('screen-placePaper');
}

/** Lays a paper by the demo's hands; the machine sees by itself when it lies still, and the button says so at once. */
export async function layPaper(kiosk: Device, how: string): Promise<void> {
  await kiosk.tap(`sim-${how}`);
  await kiosk.page.locator('[data-testid=sim-platen]:not([data-platen=empty])').waitFor();
  await kiosk.page
    .getByTestId('paper-placed')
    .click({ timeout: 2_000 })
    .catch(() => {
      // The machine noticed the paper before the button was reached: the screen is another one already.
    });
}

/** Presses a seal on the sheet that lies there and takes it away: ends at "finished". */
export async function pressAndFinish(kiosk: Device): Promise<void> {
  await kiosk.see('screen-confirm', 90_000);
  await kiosk.tap('confirm');
  await kiosk.see('screen-result', 90_000);
  await kiosk.tap('sim-removePaper');
  await kiosk.tap('next');
  await kiosk.see('screen-finished', 60_000);
}

/** Leaves the job so that the next test finds an idle machine. */
export async function leaveJob(kiosk: Device): Promise<void> {
  await kiosk.tap('sim-removePaper');
  await kiosk.tap('leave');
  await kiosk.see('screen-idle');
}
