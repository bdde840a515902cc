export { derivedBytes, derivedId } from './derived.ts';
export {
  anAuthorization,
  anException,
  aPage,
  aRequest,
  askingMachine,
  freshnessFor,
  holderOf,
  personOf,
  testNonce,
  type UnsignedAuthorization,
} from './seal-use.ts';
export {
  aVillage,
  nextRoster,
  parsedOrThrow,
  type TestMachine,
  type TestPerson,
  type TestWitness,
  testNow,
  type Village,
  type VillageOptions,
} from './village.ts';
