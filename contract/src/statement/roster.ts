import { z } from 'zod';
import { zBytes, zDigest, zId, zInstant } from '../bytes.ts';

/** What a person of the village may do. Township and inspectors are not in the roster: they hold no key (I7, AC-12). */
export const zPersonRole = z.enum(['approver', 'custodian', 'stamper', 'reviewer']);
export type PersonRole = z.infer<typeof zPersonRole>;

/** How a person's key is kept. `browser` is the weaker grade and shown as such. */
export const zKeyKind = z.enum(['passkey', 'browser', 'file', 'token']);
export type KeyKind = z.infer<typeof zKeyKind>;

/** A COSE_Key (RFC 9052 §7) in deterministic CBOR, with how it is kept. */
export const zRosterKey = z.strictObject({
  key: zBytes,
  kind: zKeyKind,
  since: zInstant,
  /** Set when the key was withdrawn: signatures made from then on do not count. */
  until: zInstant.nullable(),
  /** Why the root holders let a new key sign at once: a lost phone that they bound anew before their eyes. */
  waived: z.string().min(1).max(200).optional(),
});

/** A decision of the villagers' representative assembly (AC-1: 国办发〔2001〕52号). */
export const zDecision = z.strictObject({
  name: z.string().min(1).max(200),
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  /** Digest of the scanned minutes, where they were deposited. */
  digest: zDigest.nullable(),
});

export const zRosterPerson = z.strictObject({
  id: zId,
  name: z.string().min(1).max(60),
  roles: z.array(zPersonRole).min(1),
  keys: z.array(zRosterKey),
  since: zInstant,
  until: zInstant.nullable(),
  decision: zDecision,
});
export type RosterPerson = z.infer<typeof zRosterPerson>;

export const zRosterMachine = z.strictObject({
  id: zId,
  name: z.string().min(1).max(60),
  /** Public key of the press controller: its thumbprint is the machine's name in authorizations. */
  pressKey: zBytes,
  /** Public key of the agent: signs records. */
  agentKey: zBytes,
  since: zInstant,
  until: zInstant.nullable(),
});
export type RosterMachine = z.infer<typeof zRosterMachine>;

export const zSealKind = z.enum(['partyBranchSeal', 'villageCommitteeSeal', 'cooperativeSeal', 'otherSeal']);
export type SealKind = z.infer<typeof zSealKind>;

export const zRosterSeal = z.strictObject({
  id: zId,
  name: z.string().min(1).max(100),
  kind: zSealKind,
  /** Police number on the face, 13 digits. */
  sealCode13: z.string().regex(/^\d{13}$/),
  /** SHA-256 of the specimen PNG (300 dpi). */
  specimen: zDigest,
  diameterMm: z.number().min(10).max(60),
  custodian: zId,
  /** Machine and slot it is mounted in, if any. */
  machine: zId.nullable(),
  slot: z.number().int().min(0).max(7),
  state: z.enum(['active', 'suspended', 'retired']),
});
export type RosterSeal = z.infer<typeof zRosterSeal>;

export const zRosterWitness = z.strictObject({
  name: z.string().min(1).max(100),
  organisation: z.string().min(1).max(100),
  /** C2SP cosignature vkey (`name+hash+base64`). */
  vkey: z.string().min(1).max(300),
  /** COSE_Key that signs `freshness` statements. */
  key: zBytes,
});

/** A threshold of keys, as in TUF. */
export const zThreshold = z.strictObject({
  threshold: z.number().int().min(1).max(20),
  keys: z
    .array(z.strictObject({ holder: z.string().min(1).max(60), key: zBytes }))
    .min(1)
    .max(20),
});

/**
 * Who can open photographs of people: sealed at capture so that only `threshold` of these holders together can, and
 * neither the server's operator nor one of them alone (N10).
 */
export const zPhotoHolders = z.strictObject({
  threshold: z.number().int().min(2).max(10),
  holders: z
    .array(
      z.strictObject({
        holder: z.string().min(1).max(60),
        /** COSE_Key: signs the `opening`. */
        key: zBytes,
        /** X25519 public key, 32 bytes: a share of each photograph's key is sealed to it. */
        seal: zBytes.refine((b) => b.length === 32, '32 bytes wanted'),
      }),
    )
    .min(2)
    .max(10),
});
export type PhotoHolders = z.infer<typeof zPhotoHolders>;

/** `roster` 名册: who may approve, keep, stamp and review; machines, seals, witnesses; since when, under which decision. */
export const zRoster = z.strictObject({
  type: z.literal('roster'),
  v: z.literal(1),
  village: zId,
  villageName: z.string().min(1).max(100),
  version: z.number().int().min(1),
  /** SHA-256 of the payload bytes of version - 1; null for the first. */
  previous: zDigest.nullable(),
  at: zInstant,
  decision: zDecision,
  root: zThreshold,
  service: zThreshold,
  release: zThreshold,
  /** Absent: photographs of people lie under keys of the server alone. */
  photos: zPhotoHolders.optional(),
  people: z.array(zRosterPerson),
  machines: z.array(zRosterMachine),
  seals: z.array(zRosterSeal),
  log: z.strictObject({ origin: z.string().min(1).max(200), vkey: z.string().min(1).max(300) }),
  witnesses: z.strictObject({ k: z.number().int().min(1), all: z.array(zRosterWitness) }),
  policy: z.strictObject({
    /** Approvers wanted for an ordinary matter, and for a major one (AC-8). */
    approvers: z.number().int().min(1).max(5),
    majorApprovers: z.number().int().min(1).max(5),
    /** No freshness of k witnesses newer than this: no new intent. */
    freshnessMs: z.number().int().min(60_000).max(86_400_000),
    /** The longest an authorization may be valid. */
    maxValidityMs: z.number().int().min(60_000),
    /** A key approves only so long after it came into the roster, that everybody has time to notice it; none when absent. */
    newKeyWaitMs: z
      .number()
      .int()
      .min(0)
      .max(30 * 86_400_000)
      .optional(),
    /** How far a photo of an impression may stand from the agreed place. */
    placeToleranceMm: z.number().min(1).max(100),
    /** Emergency use (F47), where the assembly decided that there is one; without it there is none. */
    emergency: z
      .strictObject({
        /** Most emergency authorizations of one machine in any 31 days. */
        perMonth: z.number().int().min(1).max(31),
        maxValidityMs: z.number().int().min(60_000).max(86_400_000),
      })
      .optional(),
  }),
  /** Where passkeys live: pinned, so that an assertion for another site is worthless. */
  web: z.strictObject({
    rpId: z.string().min(1).max(253),
    origins: z.array(z.string().min(1).max(300)).max(20),
  }),
});
export type Roster = z.infer<typeof zRoster>;
