import { z } from 'zod';
import { zHex32, zId, zInstant } from '../bytes.ts';
import { zAdmission, zClaim } from '../link/fleet.ts';
import { defineOperation } from './operation.ts';

const none = z.object({});

/** A machine that asks for its place, as whoever admits it sees it. The six digits are not told: the machine shows them. */
export const zClaimView = z.object({
  /** Hex digest of the claim. */
  id: zHex32,
  serial: z.string(),
  /** Hex thumbprint of the press key: the name under which the machine will talk. */
  machine: zHex32,
  at: zInstant,
  state: z.enum(['waiting', 'admitted', 'closed']),
  triesLeft: z.number().int(),
  /** For the roster, which the root holders sign. */
  pressKey: z.string(),
  agentKey: z.string(),
});
export type ClaimView = z.infer<typeof zClaimView>;

/** Machines that ask for a place, and releases of their program. None of it can lead to an impression. */
export const maintenance = {
  submitClaim: defineOperation({
    name: 'maintenance.submitClaim',
    method: 'POST',
    path: '/api/maintenance/submit-claim',
    caller: 'public',
    summary: { zh: '新机器申请开通', en: 'A new machine asks for its place' },
    query: none,
    body: zClaim,
    reply: z.object({ id: zHex32 }),
    codes: ['TOO_MANY_REQUESTS'],
  }),
  getAdmission: defineOperation({
    name: 'maintenance.getAdmission',
    method: 'GET',
    path: '/api/maintenance/get-admission',
    caller: 'public',
    summary: { zh: '新机器取证书', en: 'A new machine fetches its certificate' },
    query: z.object({ claim: zHex32 }),
    body: none,
    reply: z.object({
      state: zClaimView.shape.state,
      admission: zAdmission.nullable(),
    }),
    codes: ['NOT_FOUND'],
  }),
  listClaims: defineOperation({
    name: 'maintenance.listClaims',
    method: 'GET',
    path: '/api/maintenance/list-claims',
    caller: 'signedIn',
    summary: { zh: '等待开通的机器', en: 'Machines that wait for their place' },
    query: none,
    body: none,
    reply: z.object({ items: z.array(zClaimView) }),
    codes: [],
  }),
  provisionMachine: defineOperation({
    name: 'maintenance.provisionMachine',
    method: 'POST',
    path: '/api/maintenance/provision-machine',
    caller: 'signedIn',
    summary: {
      zh: '核对机器屏幕上的六位数，开通机器',
      en: 'Admit a machine by the six digits that it shows',
    },
    query: none,
    body: z.object({ claim: zHex32, code: z.string().regex(/^\d{6}$/) }),
    reply: zClaimView,
    codes: ['CLAIM_CODE_WRONG', 'CLAIM_CLOSED', 'CLAIM_NOT_ALLOWED', 'NOT_FOUND'],
  }),
  refuseClaim: defineOperation({
    name: 'maintenance.refuseClaim',
    method: 'POST',
    path: '/api/maintenance/refuse-claim',
    caller: 'signedIn',
    summary: { zh: '拒绝一台申请开通的机器', en: 'Turn away a machine that asks for its place' },
    query: none,
    body: z.object({ claim: zHex32 }),
    reply: zClaimView,
    codes: ['CLAIM_CLOSED', 'NOT_FOUND'],
  }),
  /** Multipart: the fields `statement` (base64url) and then the file `archive`. */
  publishRelease: defineOperation({
    name: 'maintenance.publishRelease',
    method: 'POST',
    path: '/api/maintenance/publish-release',
    caller: 'signedIn',
    summary: {
      zh: '发布主机程序（须有发布人签名）',
      en: 'Publish a release of the machines’ program, signed by its quorum',
    },
    query: none,
    body: none,
    reply: z.object({ id: zId, version: z.string(), digest: zHex32, sizeBytes: z.number().int() }),
    codes: ['QUORUM_MISSING', 'SIGNATURE_INVALID', 'UPDATE_DIGEST_WRONG', 'CONFLICT'],
  }),
} as const;
