import { fromBase64url } from '@hufu/contract';
import { decodeCbor } from '@hufu/statement';
import { expect, it } from 'vitest';
import { bringToWitnesses, witnessesIn } from './bring-to-witnesses.ts';

it('reads the addresses of witnesses out of a policy and passes over everything else', () => {
  const policy = [
    'log hufu.example/log+12345678+AAAA',
    'witness a archive.example/w+12345678+AAAA https://archive.example/w/',
    'witness b nowhere.example/w+12345678+AAAA',
    'witness c script.example/w+12345678+AAAA javascript:alert(1)',
    '#hufu-same-host a',
    'group all 2 a b',
    'quorum all',
  ];
  expect(witnessesIn(`${policy.join('\n')}\n`)).toEqual([{ name: 'a', url: 'https://archive.example/w' }]);
});

it('brings a revocation to every witness itself, and gives a link to the own page of each that did not take it', async () => {
  const revocation = new Uint8Array([1, 2, 3]);
  const witnesses = ['https://a.example', 'https://b.example'].map((url, i) => ({ name: `w${i}`, url }));
  const sent: string[] = [];
  const answers = await bringToWitnesses(revocation, witnesses, async (url) => {
    sent.push(String(url));
    if (String(url).startsWith('https://b')) throw new TypeError('blocked');
    return new Response('{"epoch":1}');
  });
  expect(sent).toEqual(['https://a.example/revocation', 'https://b.example/revocation']);
  expect(answers.map((a) => a.hasIt)).toEqual([true, false]);
  const [page, fragment = ''] = answers[1]?.link.split('#') ?? [];
  expect(page).toBe('https://b.example/revoke');
  const carried = decodeCbor(fromBase64url(fragment));
  expect(carried.ok && carried.value instanceof Map && carried.value.get('revocation')).toEqual(revocation);
});
