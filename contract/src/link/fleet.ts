import { z } from 'zod';
import { zBase64url } from '../bytes.ts';

/*
 * How a machine gets its place and its next program. Nothing of it is secret, and nothing of it is believed because it
 * came from the server: a claim counts by the six digits that a person compared, a release by its quorum and its proof.
 */

/** What a machine says of itself before anybody knows it. */
export const zClaim = z.strictObject({
  format: z.literal('hufu-claim/1'),
  /** On the plate of the case. */
  serial: z.string().regex(/^[\w-]{1,60}$/),
  /** COSE_Key of the press controller, as it answered on its line, and of the agent. */
  pressKey: zBase64url.min(20).max(400),
  agentKey: zBase64url.min(20).max(400),
  csrPem: z.string().max(4000),
});
export type Claim = z.infer<typeof zClaim>;

/** What comes back. */
export const zAdmission = z.strictObject({
  format: z.literal('hufu-admission/1'),
  certPem: z.string().max(20_000),
  caPem: z.string().max(20_000),
});
export type Admission = z.infer<typeof zAdmission>;

/** `GET machineHttp.release`: the newest release for this machine, as it stands in the log, and how large its archive is. */
export const zReleaseOffer = z.strictObject({
  cose: zBase64url.max(100_000),
  salt: zBase64url.max(100),
  proof: z.string().max(60_000),
  sizeBytes: z.number().int().min(1),
});
export type ReleaseOffer = z.infer<typeof zReleaseOffer>;

/** Whether a version comes after another: numbers with dots, as releases are named. */
export function isNewerVersion(version: string, than: string): boolean {
  const numbers = (v: string) => v.split('.').map((n) => Number.parseInt(n, 10) || 0);
  const [a, b] = [numbers(version), numbers(than)];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
