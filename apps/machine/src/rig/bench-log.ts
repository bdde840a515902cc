import { derivedBytes } from '@hufu/testkit';
import { memoryLog } from '../drill/memory-log.ts';

/** A transparency log in memory with the keys of the testkit. */
export const benchLog = () => memoryLog(derivedBytes);
