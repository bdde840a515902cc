import path from 'node:path';
import { HufuError } from '@hufu/contract';
import { createFileDurably, makeFolderDurably, readIfPresent, writeFileDurably } from '@hufu/durable';
import { type CertificateAuthority, createCa, openCa, type TlsFiles } from '@hufu/messaging';

/** Name in the server's own certificate: the broker lets only it read and write for every machine. */
export const serverName = 'hufu-server';

/** Certificates of the machine link. They say who talks, never what may be stamped. */
export interface Pki {
  readonly ca: CertificateAuthority;
  /** The server's end, for the broker, the uploads' HTTPS and its own client connection. */
  readonly server: TlsFiles;
}

/** Opens the folder of certificates, or fills it at the first start; `hosts` are the names the server is reached by. */
export async function openPki(dir: string, hosts: readonly string[] = []): Promise<Pki> {
  await makeFolderDurably(dir);
  const ca = await openAuthority(dir);
  const sans = [
    ...new Set(['localhost', '127.0.0.1', ...hosts.filter((h) => h !== '0.0.0.0' && h !== '::')]),
  ];
  const file = path.join(dir, 'server.pem');
  const [cert, key] = [await readIfPresent(file), await readIfPresent(path.join(dir, 'server.key'))];
  if (cert && key) return { ca, server: { ca: ca.certPem, cert: textOf(cert), key: textOf(key) } };
  const made = await ca.issue({ cn: serverName, usage: 'both', sans, days: 3650 });
  await writeFileDurably(path.join(dir, 'server.key'), Buffer.from(made.keyPem), { mode: 0o600 });
  await writeFileDurably(file, Buffer.from(made.certPem));
  return { ca, server: { ca: ca.certPem, cert: made.certPem, key: made.keyPem } };
}

/**
 * Certificate and key of a machine, named by the hex thumbprint of its press key.
 * @example const tls = await issueMachineCertificate('.hufu/pki', toHex(thumbprint(pressKey)));
 */
export async function issueMachineCertificate(dir: string, cn: string): Promise<TlsFiles> {
  if (!/^[0-9a-f]{64}$/.test(cn)) throw new HufuError('MACHINE_UNKNOWN', { context: { machine: cn } });
  const ca = await openAuthority(dir);
  const made = await ca.issue({ cn, usage: 'client' });
  return { ca: ca.certPem, cert: made.certPem, key: made.keyPem };
}

async function openAuthority(dir: string): Promise<CertificateAuthority> {
  await makeFolderDurably(dir);
  const [certFile, keyFile] = [path.join(dir, 'ca.pem'), path.join(dir, 'ca.key')];
  const [cert, key] = [await readIfPresent(certFile), await readIfPresent(keyFile)];
  if (cert && key) return await openCa({ certPem: textOf(cert), keyPem: textOf(key) });
  if (cert || key)
    throw new HufuError('SERVER_KEY_INVALID', { context: { file: cert ? keyFile : certFile } });
  const made = await createCa({ name: 'hufu machine link' });
  await createFileDurably(keyFile, Buffer.from(made.keyPem), { mode: 0o400 });
  await createFileDurably(certFile, Buffer.from(made.certPem));
  return made;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
