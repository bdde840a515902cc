import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCertificate, type TimestampCertificate } from '../src/index.ts';

/** A time-stamp authority of its own: a CA, a certificate for time stamps, and `openssl ts -reply` behind HTTP. */
export interface TestAuthority extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  readonly ca: TimestampCertificate;
  readonly caFile: string;
  /** Answers a query in DER without HTTP. */
  reply(query: Uint8Array): Uint8Array;
  /** Makes the authority answer this instead, until it is undefined again. */
  answer: ((query: Uint8Array) => Uint8Array) | undefined;
}

/** What kind of key, and for how many days its certificate is valid. */
export interface AuthorityOptions {
  readonly key?: 'rsa:2048' | 'rsa:3072' | 'ec:P-256' | 'ec:P-384';
  readonly digest?: 'sha256' | 'sha384' | 'sha512';
  readonly days?: number;
  /** Extended key usage of its certificate. */
  readonly usage?: string;
}

/** Starts an authority; its files go when it is disposed of. */
export async function startTestAuthority(
  name: string,
  options: AuthorityOptions = {},
): Promise<TestAuthority> {
  const dir = mkdtempSync(join(tmpdir(), 'hufu-tsa-'));
  const at = (file: string) => join(dir, file);
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
  const { key = 'rsa:2048', digest = 'sha256', days = 3650, usage = 'critical,timeStamping' } = options;
  const [kind = '', size = ''] = key.split(':');
  const newKey =
    kind === 'rsa' ? ['-newkey', key] : ['-newkey', 'ec', '-pkeyopt', `ec_paramgen_curve:${size}`];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '7300',
    `-${digest}`,
    '-subj',
    `/O=${name}/CN=${name} CA`,
    '-addext',
    'basicConstraints=critical,CA:TRUE',
  );
  openssl(
    'req',
    ...newKey,
    '-nodes',
    '-keyout',
    'tsa.key',
    '-out',
    'tsa.csr',
    '-subj',
    `/O=${name}/CN=${name} TSA`,
  );
  writeFileSync(at('ext'), `extendedKeyUsage=${usage}\nbasicConstraints=CA:FALSE\n`);
  openssl(
    'x509',
    '-req',
    '-in',
    'tsa.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    String(days),
    `-${digest}`,
    '-extfile',
    'ext',
    '-out',
    'tsa.pem',
  );
  openssl('x509', '-in', 'ca.pem', '-outform', 'DER', '-out', 'ca.der');
  writeFileSync(at('serial'), '01\n');
  writeFileSync(
    at('tsa.cnf'),
    `[tsa]\ndefault_tsa = one\n[one]\nserial = ${at('serial')}\nsigner_cert = ${at('tsa.pem')}\nsigner_key = ${at('tsa.key')}\nsigner_digest = ${digest}\ncerts = ${at('ca.pem')}\ndefault_policy = 1.2.3.4.1\ndigests = sha256, sha384, sha512\naccuracy = secs:1\ness_cert_id_alg = sha256\n`,
  );
  const reply = (query: Uint8Array) => {
    writeFileSync(at('q.tsq'), query);
    openssl('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'q.tsq', '-out', 'r.tsr');
    return new Uint8Array(readFileSync(at('r.tsr')));
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const query = new Uint8Array(Buffer.concat(parts));
      // openssl blocks this process meanwhile: a connection kept open may be timed out at one end only.
      response.setHeader('connection', 'close');
      response.setHeader('content-type', 'application/timestamp-reply');
      response.end((authority.answer ?? reply)(query));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const ca = readCertificate(new Uint8Array(readFileSync(at('ca.der'))));
  if (!ca || typeof address !== 'object' || !address) throw new Error('no test authority');
  const authority: TestAuthority = {
    name,
    url: `http://127.0.0.1:${address.port}/`,
    ca,
    caFile: at('ca.pem'),
    reply,
    answer: undefined,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
      rmSync(dir, { recursive: true, force: true });
    },
  };
  return authority;
}
