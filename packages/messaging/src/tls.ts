import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';

/** PEM texts of one end of a mutual TLS connection. */
export interface TlsFiles {
  /** Certificates of the authorities whose peers are accepted. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** The name in the peer's verified client certificate; undefined when TLS did not verify it. */
export function commonNameOf(stream: Duplex): string | undefined {
  if (!(stream instanceof TLSSocket) || !stream.authorized) return undefined;
  const { subject } = stream.getPeerCertificate();
  const name: unknown = subject?.CN;
  return typeof name === 'string' ? name : undefined;
}
