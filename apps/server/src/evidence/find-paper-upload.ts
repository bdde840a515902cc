import { HufuError, valueOrThrow } from '@hufu/contract';
import type { FastifyRequest } from 'fastify';
import { sniff } from '../files/sniff.ts';

/** A photo that came as multipart, with the texts beside it. */
export interface UploadedPhoto {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly name: string;
  field(name: string): string;
}

/** Takes the one file of a multipart call; it must be a photo that can be read (JPEG or PNG). */
export async function uploadedPhoto(request: FastifyRequest): Promise<UploadedPhoto> {
  if (!request.isMultipart())
    throw new HufuError('INPUT_INVALID', { context: { field: 'file', problem: 'multipart/form-data' } });
  const part = await request.file();
  if (!part)
    throw new HufuError('INPUT_INVALID', { context: { field: 'file', problem: '没有照片 / no photo' } });
  const bytes = new Uint8Array(await part.toBuffer());
  const name = part.filename.slice(-200) || 'photo.jpg';
  const { mediaType } = valueOrThrow(await sniff(bytes, name));
  if (mediaType !== 'image/jpeg' && mediaType !== 'image/png')
    throw new HufuError('FILE_TYPE_UNSUPPORTED', { context: { name, found: mediaType } });
  return {
    bytes,
    mediaType,
    name,
    field(key) {
      const given = part.fields[key];
      const one = Array.isArray(given) ? given[0] : given;
      return one?.type === 'field' && typeof one.value === 'string' ? one.value.trim() : '';
    },
  };
}
