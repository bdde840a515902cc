import { z } from 'zod';
import { zBytes, zDigest, zId, zInstant } from '../bytes.ts';
import { zCounters } from '../statement/machine.ts';

/*
 * Messages between machine and server, as deterministic CBOR. The broker and the server are not trusted:
 * what goes up is a signed record; what comes down is a statement of roster people or witnesses, or a proof,
 * and is verified by the machine. Nothing here can make the press move by itself.
 */

/** `u/rec`: one record of the chain, with the salt of its commitment. */
export const zRecordMessage = z.strictObject({ cose: zBytes, salt: zDigest });

/** `u/state` (retained, also the last will) and `u/beat`. */
export const zStateMessage = z.strictObject({
  online: z.boolean(),
  boot: z.number().int(),
  session: z.number().int(),
  state: z.enum(['ready', 'busy', 'lockedDown', 'quarantined', 'offline']),
  kioskUrl: z.string().max(300).nullable(),
});
export const zBeatMessage = z.strictObject({
  at: zInstant,
  boot: z.number().int(),
  counters: zCounters.nullable(),
  outboxDepth: z.number().int(),
  ink: z.number().min(0).max(1).nullable(),
  uptimeMs: z.number().int(),
  diskFreeBytes: z.number().int().nullable(),
  clockOffsetMs: z.number().nullable(),
});

/** `c/ack`: sent after commit and inclusion in a co-signed checkpoint. Only proofs let the machine prune. */
export const zAckMessage = z.strictObject({
  /** Every record up to this n is held. */
  upTo: z.number().int().min(-1),
  missing: z.array(z.number().int().min(0)).max(200),
  proofs: z.array(z.strictObject({ n: z.number().int().min(0), proof: z.string().max(60_000) })).max(64),
});

/** `c/authorization`: the statement, its salt, the tlog-proof that it is in a co-signed checkpoint, and where the pages are. */
export const zAuthorizationMessage = z.strictObject({
  cose: zBytes,
  salt: zDigest,
  proof: z.string().max(60_000),
  /** Register number, to show; nothing depends on it. */
  number: z.string().max(60),
});

/** `c/exception`: an `exception` statement for the frames this machine is unsure of. */
export const zExceptionMessage = z.strictObject({
  cose: zBytes,
  salt: zDigest,
  proof: z.string().max(60_000),
});

/** `c/cmd`: withdrawal/revocation of an authorization, lock-down by a member of the roster, service. */
export const zCommandMessage = z.strictObject({
  op: z.enum(['revocation', 'service']),
  cose: zBytes,
});

/** `c/policy` (retained): every roster from the first, so that a machine can follow the chain. */
export const zPolicyMessage = z.strictObject({ rosters: z.array(zBytes).max(500) });

/** `c/fresh`: statements of witnesses for the machine's nonce. */
export const zFreshMessage = z.strictObject({ nonce: zBytes, statements: z.array(zBytes).max(20) });

/** `u/req` and `c/res`. */
export const zDeviceRequest = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('fresh'), id: zId, nonce: zBytes, press: zDigest }),
  z.strictObject({ op: z.literal('next'), id: zId, held: z.array(zId).max(2000) }),
]);
export type DeviceRequest = z.infer<typeof zDeviceRequest>;

/** HTTPS paths for machines (client certificate): pages by digest, and tus uploads keyed by digest. */
export const machineHttp = {
  page: (digestHex: string) => `/machine/pages/${digestHex}`,
  uploads: '/machine/uploads',
  /** `POST` a certificate request (PEM): the same machine gets a new certificate for it. */
  renew: '/machine/renew-certificate',
  /** `GET` the newest release of the agent's program for this machine (204: none), and its archive by ranges of bytes. */
  release: '/machine/release',
  archive: (digestHex: string) => `/machine/releases/${digestHex}`,
} as const;
