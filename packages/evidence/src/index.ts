export { buildPack, type Pack, type PackContent, readPack } from './pack.ts';
export { parseTrustPolicy, policyOfRoster, type TrustPolicy } from './trust-policy.ts';
export type { Bilingual, StepName, Verdict, VerifiedStep } from './verdict.ts';
export { verifyPack } from './verify-pack.ts';
export { verifyProofFile } from './verify-proof-file.ts';
export { type PackFiles, readZip, writeZip } from './zip.ts';
