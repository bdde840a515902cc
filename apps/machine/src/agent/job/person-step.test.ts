import { sealedPhotoType, valueOrThrow } from '@hufu/contract';
import { importSigner } from '@hufu/statement';
import { photoHolder, readSealedPhoto } from '@hufu/statement/photo';
import { aVillage, derivedBytes, derivedId } from '@hufu/testkit';
import { describe, expect, it } from 'vitest';
import type { JobContext } from './job-context.ts';
import { photographPerson, photoNotice } from './person-step.ts';

const face = new TextEncoder().encode('a face before the camera');
const job = derivedId('job');

/** The part of a job's context that a photograph needs; what the evidence store is given is noted. */
function aContext(village: ReturnType<typeof aVillage>) {
  const kept: { bytes: Uint8Array; mediaType?: string }[] = [];
  const context = {
    person: { grab: async () => ({ jpeg: face }) },
    eyes: { countFaces: async () => 1 },
    rosters: { current: village.accepted },
    evidence: {
      keep: async (file: (typeof kept)[number]) => {
        kept.push(file);
        return new Uint8Array(32);
      },
    },
  } as unknown as JobContext;
  return { context, kept };
}

describe('the photograph of who stands there (N10, F48)', () => {
  it('is sealed to the holders that the roster names before it is written anywhere', async () => {
    const signers = ['a', 'b', 'c'].map((name) => importSigner('EdDSA', derivedBytes(`holder ${name}`)));
    const holders = await Promise.all(signers.map((s, i) => photoHolder(`持钥人 ${i}`, s)));
    const village = aVillage({ change: (r) => ({ ...r, photos: { threshold: 2, holders } }) });
    expect(photoNotice(village.accepted.roster).zh).toContain('须3位保管人中的2位各自签字');
    const { context, kept } = aContext(village);
    expect((await photographPerson(context, job)).kind).toBe('taken');
    expect(kept).toHaveLength(1);
    const [file] = kept;
    expect(file?.mediaType).toBe(sealedPhotoType);
    expect(Buffer.from(file?.bytes ?? []).includes(Buffer.from(face))).toBe(false);
    const { head } = valueOrThrow(readSealedPhoto(file?.bytes ?? new Uint8Array()));
    expect(head).toMatchObject({ village: village.id, rosterVersion: 1, authorization: job, threshold: 2 });
    expect(head.holders).toEqual(signers.map((s) => s.thumbprint));
  });

  it('stays as it was where the assembly named no holders', async () => {
    const { context, kept } = aContext(aVillage());
    await photographPerson(context, job);
    expect(kept).toEqual([{ bytes: face, role: 'person', authorization: job, k: null }]);
  });
});
