import {
  accept,
  type MachineRecord,
  type Receipt,
  type Result,
  type Roster,
  refuse,
  sameBytes,
} from '@hufu/contract';
import { expectType, type SignedStatement } from '../cose-sign.ts';
import { thumbprint } from '../keys/cose-key.ts';
import { verifySignature } from './verify-signature.ts';

/** Whether a record of a machine's chain is signed by the agent key of the machine that it names. */
export function verifyRecord(signed: SignedStatement, roster: Roster): Result<MachineRecord> {
  const record = signed.payload;
  switch (record.type) {
    case 'presence':
    case 'authorizationRecord':
    case 'intent':
    case 'outcome':
    case 'afterCheck':
    case 'finish':
    case 'event':
    case 'reconciliation':
      break;
    default:
      return refuse('STATEMENT_TYPE_WRONG', { wanted: 'record', got: record.type });
  }
  const machine = roster.machines.find((m) => sameBytes(thumbprint(m.pressKey), record.machine));
  if (!machine || record.village !== roster.village) return refuse('SIGNER_UNKNOWN');
  if (signed.signatures.length !== 1) return refuse('SIGNER_UNKNOWN');
  const verified = verifySignature(signed, 0, machine.agentKey);
  return verified.ok ? accept(record) : verified;
}

/** Whether a receipt is signed by the press controller's key. */
export function verifyReceipt(signed: SignedStatement, pressKey: Uint8Array): Result<Receipt> {
  const typed = expectType(signed, 'receipt');
  if (!typed.ok) return typed;
  if (signed.signatures.length !== 1) return refuse('SIGNER_UNKNOWN');
  const verified = verifySignature(signed, 0, pressKey);
  return verified.ok ? accept(typed.value.payload) : verified;
}
