import { HufuError } from '@hufu/contract';
import { z } from 'zod';
import type { AgentConfig } from './config.ts';
import type { BeforeLook } from './paper-eyes.ts';

/**
 * Brings the head over a point of the paper. It is no part of what keeps the seal locked: it can move sideways, never
 * down, and a wrong position shows in the check afterwards.
 */
export interface HeadPositioner {
  goTo(look: BeforeLook, place: { readonly xMm: number; readonly yMm: number }): Promise<void>;
}

const zCalibration = z.object({ width: z.number(), matrix: z.array(z.number()).length(9) });

/** A positioner for a plant with a panel; a machine whose head is fixed needs none. */
export function openHeadPositioner(config: AgentConfig): HeadPositioner {
  const { plantUrl } = config;
  let calibration = config.calibration ?? undefined;

  async function measured(url: string): Promise<z.infer<typeof zCalibration>> {
    calibration ??= zCalibration.parse(await (await fetch(`${url}/camera/calibration`)).json());
    return calibration;
  }

  return {
    async goTo(look, place) {
      if (plantUrl === null) return;
      const at = look.pointInPhoto(place.xMm, place.yMm);
      const right = look.pointInPhoto(place.xMm + 10, place.yMm);
      // Without the page in the photo there is no match, and without a match no press: this cannot happen.
      if (!at || !right) throw new HufuError('COMMAND_NOT_POSSIBLE', { context: { screen: 'position' } });
      const { matrix } = await measured(plantUrl);
      const from = onPlaten(matrix, at);
      const to = onPlaten(matrix, right);
      const angleDeg = (Math.atan2(to.yMm - from.yMm, to.xMm - from.xMm) * 180) / Math.PI;
      const reply = await fetch(`${plantUrl}/head`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...from, angleDeg }),
      });
      if (!reply.ok) throw new HufuError('CAMERA_SILENT', { context: { status: reply.status } });
    },
  };
}

/** A pixel of the overhead picture in millimetres of the platen. */
function onPlaten(m: readonly number[], { x, y }: { x: number; y: number }): { xMm: number; yMm: number } {
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0, i = 1] = m;
  const w = g * x + h * y + i;
  return { xMm: (a * x + b * y + c) / w, yMm: (d * x + e * y + f) / w };
}
