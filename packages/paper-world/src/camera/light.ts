import type { Camera } from './camera.ts';

/** Light at one place of the picture: a gain for all colours (already in the picture's tone scale) and what glare adds. */
export type Light = {
  at(x: number, y: number, slopeX: number, slopeY: number): number;
  glareAt(x: number, y: number): number;
};

// Tone curve of a camera, roughly: half the light is not half the grey level.
const GAMMA = 1 / 2.2;

/** Sets up exposure, side light, vignette, shadows, flicker and glare. */
export function openLight(camera: Camera, width: number, height: number): Light {
  const from = (camera.gradient.fromDeg * Math.PI) / 180;
  const lx = Math.cos(from);
  const ly = Math.sin(from);
  const half = Math.hypot(width, height) / 2;
  return {
    at: (x, y, slopeX, slopeY) => {
      const u = (x - width / 2) / half;
      const v = (y - height / 2) / half;
      let light = camera.exposure * 0.9;
      light *= 1 + camera.gradient.amount * (u * lx + v * ly);
      light *= 1 - camera.vignette * (u * u + v * v);
      // Curled paper turns towards the lamp or away from it.
      light *= Math.max(0.3, 1 - 2.4 * (slopeX * lx + slopeY * ly));
      if (camera.flicker > 0) light *= 1 + camera.flicker * Math.sin((y / height) * 40);
      for (const shadow of camera.shadows) {
        const d =
          Math.hypot(x / width - shadow.x, ((y / height - shadow.y) * height) / width) / shadow.radius;
        const edge = Math.min(1, Math.max(0, (d - (1 - shadow.softness)) / (2 * shadow.softness)));
        light *= 1 - shadow.depth * (1 - edge * edge * (3 - 2 * edge));
      }
      return Math.max(0, light) ** GAMMA;
    },
    glareAt: (x, y) => {
      const { glare } = camera;
      if (glare.strength <= 0) return 0;
      const d = Math.hypot(x / width - glare.x, ((y / height - glare.y) * height) / width) / glare.radius;
      return glare.strength * 230 * Math.exp(-d * d);
    },
  };
}
