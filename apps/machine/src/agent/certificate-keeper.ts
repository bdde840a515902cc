import { HufuError, machineHttp } from '@hufu/contract';
import { readIfPresent, writeFileDurably } from '@hufu/durable';
import { certificateFor, createCertificateRequest } from '@hufu/messaging';
import type { AgentConfig } from './config.ts';
import type { RecordEvent } from './event-recorder.ts';
import type { MachineHttps } from './machine-https.ts';

/** Renews the machine's certificate before anybody has to think of it. */
export interface CertificateKeeper {
  /** Asked from time to time; the server is asked at most once in an hour. */
  tick(): Promise<void>;
}

const HOUR_MS = 3_600_000;

/** What the keeper works with. */
export interface CertificateKeeperContext {
  readonly files: Pick<NonNullable<AgentConfig['server']>, 'certFile' | 'keyFile'>;
  /** Hex thumbprint of the press key. */
  readonly name: string;
  readonly https: () => MachineHttps | undefined;
  readonly event: RecordEvent;
  readonly nowMs: () => number;
  /** The links read the new certificate when they are opened anew. */
  readonly onRenewed: () => void;
}

/**
 * Opens the keeper. After two thirds of its life a certificate is asked for anew, for the same key, which never leaves: so one
 * file is replaced and there is no moment at which key and certificate do not fit.
 */
export function openCertificateKeeper(context: CertificateKeeperContext): CertificateKeeper {
  const { files, name, https, event, nowMs, onRenewed } = context;
  let askedAt = Number.NEGATIVE_INFINITY;

  async function renew(keyPem: string): Promise<void> {
    const client = https();
    if (!client) return;
    const { csrPem } = await createCertificateRequest(name, keyPem);
    const reply = await client.send({
      method: 'POST',
      url: machineHttp.renew,
      headers: { 'content-type': 'application/pkcs10' },
      body: new TextEncoder().encode(csrPem),
    });
    const certPem = new TextDecoder().decode(reply.body);
    const facts = reply.status === 200 ? await certificateFor(certPem, keyPem) : undefined;
    // The server is not believed: a certificate of another name or key would lock this machine out.
    if (facts?.cn !== name || facts.notAfter <= nowMs()) throw new HufuError('CERTIFICATE_NOT_OURS');
    await writeFileDurably(files.certFile, new TextEncoder().encode(certPem));
    await event('certificateRenewed', new Date(facts.notAfter).toISOString());
    onRenewed();
  }

  return {
    async tick() {
      const now = nowMs();
      if (now - askedAt < HOUR_MS) return;
      const [cert, key] = [await readIfPresent(files.certFile), await readIfPresent(files.keyFile)];
      if (!cert || !key) return;
      const keyPem = new TextDecoder().decode(key);
      const facts = await certificateFor(new TextDecoder().decode(cert), keyPem);
      if (!facts) throw new HufuError('CERTIFICATE_NOT_OURS');
      askedAt = now;
      const isDue = now - facts.notBefore > ((facts.notAfter - facts.notBefore) * 2) / 3;
      if (isDue) await renew(keyPem);
    },
  };
}
