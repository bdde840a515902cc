import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../rig/run-command.ts';
import { verify } from './verify.ts';

const vectors = new URL('../../../../vectors/evidence/', import.meta.url).pathname;
const vector = (name: string) => join(vectors, name);
const policy = vector('policy.txt');
const scratch = mkdtempSync(join(tmpdir(), 'hufu-verify-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function written(name: string, bytes: Uint8Array | string): string {
  const file = join(scratch, name);
  writeFileSync(file, bytes);
  return file;
}

const pipe = join(scratch, 'pipe');
execFileSync('mkfifo', [pipe]);
const large = written('large', '');
truncateSync(large, 3 * 2 ** 30);

describe('hufu verify', () => {
  it('ends with 0 for genuine evidence, and says so in one sentence of each language', async () => {
    for (const file of ['genuine.zip', 'authorization.tlog-proof']) {
      const run = await runCommand(() => verify(vector(file), { policy }));
      expect(run, run.out + run.err).toMatchObject({ code: 0 });
      expect(run.out).toMatch(/✓ log .*\n[\s\S]*✓ 绿 green\n {2}.+\n {2}.+/);
    }
  });

  it('is amber, and still 0, when the trust came from the evidence itself', async () => {
    const run = await runCommand(() => verify(vector('genuine.zip'), { json: true }));
    expect(run.code).toBe(0);
    expect(JSON.parse(run.out)).toMatchObject({ ok: true, colour: 'amber' });
  });

  it('ends with 1 for altered evidence and names what fails first', async () => {
    const run = await runCommand(() => verify(vector('altered.zip'), { policy }));
    expect(run.code).toBe(1);
    expect(run.out).toMatch(/✗ manifest EVIDENCE_FILE_ALTERED[\s\S]*✗ 红 red {2}manifest/);
  });

  it('ends with 1 for a pack or a proof with one wrong bit, wherever it is', async () => {
    const pack = readFileSync(vector('genuine.zip'));
    for (let at = 10; at < pack.length; at += Math.floor(pack.length / 12)) {
      const spoilt = Buffer.from(pack);
      spoilt[at] = (spoilt[at] ?? 0) ^ 4;
      const run = await runCommand(() => verify(written('spoilt.zip', spoilt), { policy }));
      expect([at, run.code]).toEqual([at, 1]);
    }
    const proof = readFileSync(vector('authorization.tlog-proof'), 'utf8').replace(
      /\nindex \d+/,
      '\nindex 0',
    );
    expect(await runCommand(() => verify(written('x.tlog-proof', proof), { policy }))).toMatchObject({
      code: 1,
    });
  });

  it.each([
    ['an empty file', () => verify(written('empty', ''), {}), 'FILE_UNREADABLE'],
    [
      'what is neither pack nor proof',
      () => verify(written('letter.txt', '村民委员会'), {}),
      'FILE_UNREADABLE',
    ],
    ['a folder', () => verify(scratch, {}), '是文件夹'],
    ['what has no end', () => verify('/dev/zero', {}), '不是普通文件'],
    ['what nobody writes to', () => verify(pipe, {}), '不是普通文件'],
    [
      'a policy of a size that no list has',
      () => verify(vector('genuine.zip'), { policy: large }),
      '超过 16 MiB',
    ],
    ['a file that is not there', () => verify(join(scratch, 'nothing.zip'), {}), 'FILE_UNREADABLE'],
    [
      'a policy that is not there',
      () => verify(vector('genuine.zip'), { policy: scratch }),
      'FILE_UNREADABLE',
    ],
    [
      'a policy that cannot be read',
      () => verify(vector('genuine.zip'), { policy: written('policy', 'trust me') }),
      'POLICY_MALFORMED',
    ],
  ])('ends with 3 for %s', async (_what, command, code) => {
    const run = await runCommand(command);
    expect(run.code).toBe(3);
    expect(run.err).toContain(code);
  });
});
