// Certification of any press controller behind the serial protocol.
export { type Certificate, type CheckResult, certifyPress } from './certify.ts';
export { portJig, spawnedJig } from './jigs.ts';
