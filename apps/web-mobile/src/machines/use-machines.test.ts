import { expect, it } from 'vitest';
import { lockStage } from './use-machines.ts';

const lockDown = { by: ['沈阿芬'], reason: '怀疑有人偷盖', orderedAt: 1, since: null };

it('says that a machine is locked only once the machine says so', () => {
  expect(lockStage({ state: 'online', lockDown: null })).toBe('open');
  expect(lockStage({ state: 'online', lockDown })).toBe('ordered');
  expect(lockStage({ state: 'lockedDown', lockDown })).toBe('locked');
});

it('keeps saying locked while a locked machine is offline', () => {
  expect(lockStage({ state: 'offline', lockDown: { ...lockDown, since: 2 } })).toBe('locked');
});
