/** COSE algorithm numbers: RFC 9053, and one of the private-use range (below -65536) for SM2 with SM3. */
export const algorithms = { EdDSA: -8, ES256: -7, SM2: -65537 } as const;
/** Name of a signature algorithm of Hufu. */
export type AlgorithmName = keyof typeof algorithms;
/** Number of a signature algorithm as COSE headers carry it. */
export type Algorithm = (typeof algorithms)[AlgorithmName];

/** One signature algorithm over raw bytes. Public keys are x (Ed25519) or x || y (the others), signatures 64 bytes. */
export interface Suite {
  readonly name: AlgorithmName;
  readonly alg: Algorithm;
  generateSecret(): Uint8Array;
  publicOf(secret: Uint8Array): Uint8Array;
  sign(secret: Uint8Array, message: Uint8Array): Uint8Array;
  /** Never throws: whatever is wrong with key or signature is a false. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}
