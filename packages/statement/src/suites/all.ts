import { ed25519Suite } from './ed25519.ts';
import { es256Suite } from './es256.ts';
import { sm2Suite } from './sm2.ts';
import type { AlgorithmName, Suite } from './suite.ts';

const suites: readonly Suite[] = [ed25519Suite, es256Suite, sm2Suite];

/** The suite of a COSE algorithm number, if it is one of ours. */
export function suiteOf(alg: number): Suite | undefined {
  return suites.find((s) => s.alg === alg);
}

/** The suite of a name. */
export function suiteNamed(name: AlgorithmName): Suite {
  switch (name) {
    case 'EdDSA':
      return ed25519Suite;
    case 'ES256':
      return es256Suite;
    case 'SM2':
      return sm2Suite;
    default:
      return name satisfies never;
  }
}
