import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HufuError } from '@hufu/contract';
import type { LampConfig } from '../agent/config.ts';

/** The lamp over the platen. */
export interface Lamp {
  /** How bright, 0..1; it burns so from the next moment on. */
  set(level: number): Promise<void>;
}

/** Opens the lamp that the configuration names, or none. */
export function openLamp(config: LampConfig | null, plantUrl: string | null): Lamp | undefined {
  switch (config?.driver) {
    case undefined:
      return undefined;
    case 'sim':
      if (plantUrl === null)
        throw new HufuError('AGENT_CONFIG_INVALID', {
          context: { problem: "lamp is 'sim', but plantUrl is not set" },
        });
      return plantLamp(plantUrl);
    case 'led':
      return kernelLed(config.folder);
    default:
      return config satisfies never;
  }
}

function plantLamp(plantUrl: string): Lamp {
  return {
    async set(level) {
      const reply = await fetch(`${plantUrl}/lamp`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ level }),
      }).catch((cause: unknown) => {
        throw new HufuError('CAMERA_SILENT', { cause });
      });
      if (!reply.ok) throw new HufuError('CAMERA_SILENT', { context: { status: reply.status } });
    },
  };
}

/** A LED of the kernel (Documentation/leds/leds-class.rst): brightness is a file, beside the largest that it takes. */
function kernelLed(folder: string): Lamp {
  let most: number | undefined;
  return {
    async set(level) {
      try {
        most ??= Number(await readFile(join(folder, 'max_brightness'), 'utf8'));
        await writeFile(join(folder, 'brightness'), `${Math.round(level * most)}`);
      } catch (cause) {
        throw new HufuError('CAMERA_SILENT', { cause, context: { lamp: folder } });
      }
    },
  };
}
