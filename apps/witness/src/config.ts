import { fromHex, zHex32, zId } from '@hufu/contract';
import { z } from 'zod';

/** Configuration of a witness: one JSON file, kept by the organisation that runs it. */
export const zWitnessConfig = z.strictObject({
  /** Name in cosignatures and in rosters, as `archive.example/witness`. */
  name: z.string().min(1).max(100),
  organisation: z.string().min(1).max(100),
  host: z.string().default('127.0.0.1'),
  port: z.number().int().min(0).max(65_535),
  /** Ed25519 seed that cosigns checkpoints, and secret that signs freshness statements. */
  cosignSeed: zHex32.transform(fromHex),
  statementSecret: zHex32.transform(fromHex),
  stateFile: z.string().min(1),
  logs: z.array(z.strictObject({ origin: z.string().min(1), vkey: z.string().min(1) })).min(1),
  /** Digest of the first roster of each village, as posted with the assembly's resolution. */
  pins: z.record(zId, zHex32),
  /** Shown on the status page: this witness proves nothing beyond its own host. */
  demo: z.boolean().default(false),
});
export type WitnessConfig = z.infer<typeof zWitnessConfig>;
