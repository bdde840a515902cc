/** One broken controller: the real one with a few words of its source exchanged. */
export interface Mutation {
  readonly says: string;
  /** The invariant that the certification has to name. */
  readonly invariant: string;
  readonly edits: readonly { readonly file: string; readonly find: string; readonly put: string }[];
}

/** Controllers that must not be certified. A test fails when the source no longer has the words to exchange. */
export const mutations: Readonly<Record<string, Mutation>> = {
  pressesTwice: {
    says: 'comes down a second time after each press',
    invariant: 'M1',
    edits: [
      {
        file: 'press/src/motion.ts',
        find: "  patch(turn, { motion: { phase: 'idle' } });\n  const last = turn.state.durable.ring.at(-1);\n  if (!last) return;",
        put: "  patch(turn, { motion: { phase: 'idle' } });\n  const last = turn.state.durable.ring.at(-1);\n  if (!last) return;\n  if (last.outcome === 'executed' && turn.state.hardware.H === last.H1) {\n    motor(turn, { kind: 'unlock' });\n    motor(turn, { kind: 'down' });\n    patch(turn, { motion: { phase: 'descending', sinceMs: turn.state.nowMs } });\n  }",
      },
    ],
  },
  movesWithoutClaim: {
    says: 'moves first and writes its ledger when all is over',
    invariant: 'M4',
    edits: [
      {
        file: 'press/src/motion.ts',
        find: "  commit(turn, claim(ledger, { ...order, traceHash: noTrace }, config.ringSize), [then, { kind: 'armed' }]);",
        put: "  patch(turn, { ledger: claim(ledger, { ...order, traceHash: noTrace }, config.ringSize) });\n  if (then.kind === 'reply') reply(turn, then.to, then.body);\n  onArmed(turn);",
      },
      {
        file: 'press/src/motion.ts',
        find: "  commit(turn, flagMoving(turn.state.ledger), [{ kind: 'flagged' }]);",
        put: '  patch(turn, { ledger: flagMoving(turn.state.ledger) });\n  onFlagged(turn);',
      },
      {
        file: 'press/src/motion.ts',
        find: 'import { commit, motor, note, patch, raise,',
        put: 'import { commit, motor, note, patch, raise, reply,',
      },
    ],
  },
  forgetsWhatWasUsed: {
    says: 'forgets after a power cut which impressions were made',
    invariant: 'M1',
    edits: [
      {
        file: 'press/src/fram.ts',
        find: 'return read.success ? read.data : undefined;',
        put: 'return read.success ? { ...read.data, entries: [] } : undefined;',
      },
    ],
  },
  believesAnySignature: {
    says: 'believes a signature without checking it',
    invariant: 'I5',
    edits: [
      {
        file: 'statement/src/verify/verify-signature.ts',
        find: 'return suite.verify(key.value.point, message, signature.signature)',
        put: 'return suite.verify(key.value.point, message, signature.signature) || signature.signature.length > 0',
      },
    ],
  },
  receiptLies: {
    says: 'signs a receipt with a counter that stands still',
    invariant: 'M3',
    edits: [
      {
        file: 'press/src/receipt.ts',
        find: 'H1: attempt.H1,\n    counters',
        put: 'H1: attempt.H0,\n    counters',
      },
    ],
  },
  takesDamagedFrames: {
    says: 'does not look at the checksum',
    invariant: 'FRAMES',
    edits: [
      {
        file: 'press/src/frame.ts',
        find: 'if (view.getUint32(end) !== crc32c(body.subarray(0, end))) return undefined;',
        put: '',
      },
    ],
  },
  pressesDeadAttempts: {
    says: 'presses an attempt that was voided before',
    invariant: 'I1',
    edits: [
      {
        file: 'press/src/press-requests.ts',
        find: "if (a < next) return refuse('PRESS_ATTEMPT_DEAD', { attempt: a, next, outcome });",
        put: '',
      },
    ],
  },
  deniesContacts: {
    says: 'calls a press that the power cut interrupted not executed, whatever touched',
    invariant: 'M2',
    edits: [
      {
        file: 'press/src/motion.ts',
        find: '  if (hardware.H > H0) {',
        put: "  if (reason === 'powerCut') return { outcome: 'notExecuted', quarantine: null };\n  if (hardware.H > H0) {",
      },
    ],
  },
  losesCount: {
    says: 'books a press without taking it from what is permitted',
    invariant: 'M8',
    edits: [
      { file: 'press/src/ledger.ts', find: '{ ...c, D: c.D - 1, A: c.A + 1 }', put: '{ ...c, A: c.A + 1 }' },
    ],
  },
  pressesUnattended: {
    says: 'goes on though its host fell silent',
    invariant: 'M10',
    edits: [
      {
        file: 'press/src/motion.ts',
        find: "return nowMs - lastHostMs > config.deadManMs ? 'deadMan' : null;",
        put: "return nowMs - lastHostMs > config.deadManMs * 1000 ? 'deadMan' : null;",
      },
    ],
  },
  needsNoFreshness: {
    says: 'takes the word of one witness for that of two',
    invariant: 'I5',
    edits: [
      {
        file: 'press/src/trust-requests.ts',
        find: 'const word = verifyFreshness(statements, held.roster, at, {',
        put: 'const word = verifyFreshness(statements, { ...held.roster, witnesses: { ...held.roster.witnesses, k: 1 } }, at, {',
      },
    ],
  },
  checksNoSeal: {
    says: 'takes frames whose MAC is not of this session',
    invariant: 'FRAMES',
    edits: [
      {
        file: 'press/src/link-mac.ts',
        find: 'if (!sameBytes(frame.payload.subarray(end), tagOf(key, direction, frame, signed))) return undefined;',
        put: '',
      },
    ],
  },
  takesOldFrames: {
    says: 'obeys a frame of this session that comes again later',
    invariant: 'FRAMES',
    edits: [
      {
        file: 'press/src/core.ts',
        find: "if (opened.counter < session.received[kind] + (kind === 'stop' ? 0 : 1)) return;",
        put: '',
      },
    ],
  },
  changesItsVillage: {
    says: 'takes any first roster over the one that it holds',
    invariant: 'I5',
    edits: [
      {
        file: 'press/src/trust-requests.ts',
        find: 'held ? acceptRotation(held, signed.value) : acceptGenesis(signed.value)',
        put: 'acceptGenesis(signed.value)',
      },
    ],
  },
  pressesRevoked: {
    says: 'does not ask what was revoked',
    invariant: 'I5',
    edits: [
      {
        file: 'statement/src/verify/verify-authorization.ts',
        find: "if (fresh.value.revokedAuthorizations.has(a.id)) return refuse('AUTHORIZATION_REVOKED');",
        put: '',
      },
      {
        file: 'press/src/trust-requests.ts',
        find: 'for (const id of word.value.revokedAuthorizations) next = voidRest(next, id);',
        put: '',
      },
    ],
  },
  asksNobody: {
    says: 'presses unseen what the approvers wanted to see',
    invariant: 'I8',
    edits: [
      {
        file: 'press/src/press-requests.ts',
        find: 'if (usable.value.authorization.remoteConfirm && !request.exception)',
        put: 'if (usable.value.authorization.remoteConfirm && request.k > 1000)',
      },
    ],
  },
  doesNotStop: {
    says: 'acknowledges a stop and goes on',
    invariant: 'M10',
    edits: [{ file: 'press/src/core.ts', find: "abort(turn, 'estop');", put: '' }],
  },
  hearsTwice: {
    says: 'obeys an old word of its service people again',
    invariant: 'X',
    edits: [{ file: 'press/src/trust-requests.ts', find: "burnNonce(turn, 'service');", put: '' }],
  },
  leavesItOpen: {
    says: 'leaves an interrupted attempt open',
    invariant: 'M6',
    edits: [{ file: 'press/src/boot.ts', find: '  if (open) {', put: '  if (open && open.n === 0) {' }],
  },
  booksTwice: {
    says: 'books an authorization again each time that it comes',
    invariant: 'M8',
    edits: [
      {
        file: 'press/src/trust-requests.ts',
        find: '  if (entry) {\n    // A second',
        put: '  if (entry && entry.count === 0) {\n    // A second',
      },
    ],
  },
  signsForAnyFrame: {
    says: 'signs receipts that do not name the frames of the paper',
    invariant: 'M3',
    edits: [
      { file: 'press/src/receipt.ts', find: 'preHash: attempt.preHash', put: 'preHash: new Uint8Array(32)' },
    ],
  },
  countsNoBoots: {
    says: 'does not count its power-ons',
    invariant: 'M7',
    edits: [{ file: 'press/src/boot.ts', find: 'boot: held.boot + 1', put: 'boot: held.boot' }],
  },
};
