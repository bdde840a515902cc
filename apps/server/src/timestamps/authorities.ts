import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { HufuError } from '@hufu/contract';
import { readCertificate, type TimestampCertificate } from '@hufu/evidence';
import { z } from 'zod';

const zAuthority = z.strictObject({
  /** Part of a file name in packs. */
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,60}$/),
  url: z.url({ protocol: /^https?$/ }),
  /** PEM file, beside the list or absolute. */
  certificates: z.string().min(1),
});

/** A time-stamp authority as this deployment lists it. */
export interface TimestampAuthority {
  readonly name: string;
  readonly url: string;
  readonly anchors: readonly TimestampCertificate[];
}

/** Reads the list of authorities; without a file there is none. Refuses a list that it cannot use. */
export async function openTimestampAuthorities(file: string | undefined): Promise<TimestampAuthority[]> {
  if (file === undefined) return [];
  try {
    const listed = z
      .array(zAuthority)
      .max(10)
      .parse(JSON.parse(await readFile(file, 'utf8')));
    if (new Set(listed.map((a) => a.name)).size < listed.length) throw new RangeError('name');
    return await Promise.all(
      listed.map(async ({ name, url, certificates }) => ({
        name,
        url,
        anchors: anchorsIn(await readFile(path.resolve(path.dirname(file), certificates), 'utf8')),
      })),
    );
  } catch (cause) {
    const problem =
      cause instanceof z.ZodError ? z.prettifyError(cause) : cause instanceof Error ? cause.message : '';
    throw new HufuError('CONFIG_INVALID', { cause, context: { problems: `${file}: ${problem}` } });
  }
}

function anchorsIn(pem: string): TimestampCertificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const read = blocks.flatMap((block) => {
    const der = Buffer.from(block.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    return readCertificate(new Uint8Array(der)) ?? [];
  });
  if (read.length === 0 || read.length < blocks.length) throw new RangeError('certificates: PEM wanted');
  return read;
}
