import { createHash, randomBytes } from 'node:crypto';
import { accept, type Result, type Roster, sealedPhotoType } from '@hufu/contract';
import { sealPhoto } from '@hufu/statement/photo';
import { checkPin } from '../pin-check.ts';
import { heldOf, type JobContext, rosterOf } from './job-context.ts';

/**
 * What is said before a photograph is taken; the digest of these words stands in the presence record. Where the roster names holders
 * nobody opens it alone, and the notice says so.
 */
export function photoNotice(roster: Roster | undefined): { readonly zh: string; readonly en: string } {
  const held = roster?.photos;
  const [k, n] = [held?.threshold ?? 0, held?.holders.length ?? 0];
  const kept = held
    ? {
        zh: `照片当场加密：机器和服务器都打不开，须${n}位保管人中的${k}位各自签字，说明理由并登记后才能查看，到期删除`,
        en: `It is encrypted on the spot: neither machine nor server can open it, only ${k} of its ${n} holders together, each with a signature and a reason that is logged; it is deleted on schedule`,
      }
    : {
        zh: '照片加密保存，只有说明理由并登记后才能查看，到期删除',
        en: 'It is stored encrypted, opened only for a reason that is logged, and deleted on schedule',
      };
  return {
    zh: `为留存用印记录，机器会拍一张您的照片。${kept.zh}；不做人脸识别，不生成人脸特征。您也可以不拍照，请一位在场的人作证，效力相同。`,
    en: `To keep a record of this use of the seal, the machine takes one photograph of you. ${kept.en}; no face is recognised and no template is made. You may decline: a bystander can vouch for you instead, with the same effect.`,
  };
}

/** What the person camera saw. */
export type PersonLook =
  | { readonly kind: 'taken'; readonly photo: Uint8Array }
  | { readonly kind: 'again'; readonly hint: 'noFace' | 'manyFaces' };

/**
 * Takes the photograph: exactly one face must be there, so that nobody can say later who it was meant to be. Where the
 * roster names holders of photographs it is sealed to them before anything is written: this disk and the server never
 * hold it open (N10).
 */
export async function photographPerson(context: JobContext, authorization: string): Promise<PersonLook> {
  const { jpeg } = await context.person.grab();
  const faces = await context.eyes.countFaces(jpeg);
  if (faces !== 1) return { kind: 'again', hint: faces === 0 ? 'noFace' : 'manyFaces' };
  const of = { role: 'person', authorization, k: null } as const;
  const roster = rosterOf(context);
  const { photos } = roster;
  const photo = photos
    ? await context.evidence.keep({
        ...of,
        bytes: await sealPhoto(jpeg, { roster, photos, authorization, mediaType: 'image/jpeg' }),
        mediaType: sealedPhotoType,
      })
    : await context.evidence.keep({ ...of, bytes: jpeg });
  return { kind: 'taken', photo };
}

/** Who stands there: his PIN is checked and the presence is recorded. */
export async function recordPresence(
  context: JobContext,
  of: { authorization: string; pin: string; photo: Uint8Array | null; alternative: string },
): Promise<Result<void>> {
  const { stamper } = heldOf(context, of.authorization).payload;
  const checked = await checkPin(context.notebook, context.config.pinsFile, stamper, of.pin);
  if (!checked.ok) return checked;
  const { zh, en } = photoNotice(context.rosters.current?.roster);
  await context.notebook.record({
    type: 'presence',
    authorization: of.authorization,
    by: stamper,
    method: 'pin',
    photo: of.photo,
    alternative: of.alternative,
    notice: new Uint8Array(createHash('sha256').update(`${zh}\n${en}`).digest()),
    nonce: new Uint8Array(randomBytes(16)),
  });
  return accept(undefined);
}
