import { valueOrThrow } from '@hufu/contract';
import { parseTrustPolicy, type TrustPolicy } from '@hufu/evidence';
import { mostTextBytes, readInput } from './json-file.ts';

/** Reads a trust policy given on the command line. */
export function readPolicy(file: string): TrustPolicy {
  return valueOrThrow(parseTrustPolicy(new TextDecoder().decode(readInput(file, mostTextBytes))));
}
