import { describe, expect, it } from 'vitest';
import { openTurns } from './turns.ts';

describe('turns', () => {
  it('begins nothing before the one before has ended, and keeps the order', async () => {
    const inTurn = openTurns();
    const told: string[] = [];
    const first = Promise.withResolvers<void>();
    const works = [
      inTurn(async () => {
        told.push('a begins');
        await first.promise;
        told.push('a ends');
      }),
      inTurn(async () => void told.push('b')),
    ];
    await Promise.resolve();
    expect(told).toEqual(['a begins']);
    first.resolve();
    await Promise.all(works);
    expect(told).toEqual(['a begins', 'a ends', 'b']);
  });

  it('gives a fault to whoever handed the work in, and goes on', async () => {
    const inTurn = openTurns();
    const broken = inTurn(() => Promise.reject(new Error('broken')));
    const next = inTurn(async () => 'next');
    await expect(broken).rejects.toThrow('broken');
    expect(await next).toBe('next');
  });
});
