import { expect, it } from 'vitest';
import { personPhoto } from './person-photo.ts';

it('the same person sits for the same seed, and the room without anybody is another picture', () => {
  const one = Buffer.from(personPhoto({ seed: 1 }));
  expect(Buffer.from(personPhoto({ seed: 1 })).equals(one)).toBe(true);
  expect(Buffer.from(personPhoto({ seed: 2 })).equals(one)).toBe(false);
  expect(Buffer.from(personPhoto({ seed: 1, faces: 0 })).equals(one)).toBe(false);
  expect(Buffer.from(personPhoto({ seed: 1, faces: 2 })).equals(one)).toBe(false);
});
