import { accept, type Result, refuse } from '@hufu/contract';
import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import type { z } from 'zod';

/** A message of the link as deterministic CBOR. */
export function encodeMessage<T>(schema: z.ZodType<T>, message: T): Uint8Array {
  return encode(schema.parse(message), rfc8949EncodeOptions);
}

/** Reads a message of the link; whoever sent it is not trusted. */
export function decodeMessage<T>(schema: z.ZodType<T>, payload: Uint8Array): Result<T> {
  let value: unknown;
  try {
    value = decode(payload, { strict: true, allowIndefinite: false, rejectDuplicateMapKeys: true });
  } catch (cause) {
    return refuse('LINK_MESSAGE_INVALID', { problem: cause instanceof Error ? cause.message : 'not CBOR' });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return accept(parsed.data);
  return refuse('LINK_MESSAGE_INVALID', { problem: parsed.error.issues[0]?.message ?? 'other shape' });
}
