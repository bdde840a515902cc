import { join } from 'node:path';
import { toHex } from '@hufu/contract';
import { createFileDurably, makeFolderDurably, readIfPresent, writeFileDurably } from '@hufu/durable';
import { createCertificateRequest } from '@hufu/messaging';
import { type FileSigner, generateFileSigner, importSigner } from '@hufu/statement';
import { writePins } from './agent/pin-check.ts';
import { pressFolder } from './press/press-folder.ts';
import { openPressKeys } from './press/press-keys.ts';

/** What leaves the machine when it is provisioned: public keys for the roster, a request for the certificate. */
export interface ProvisionedMachine {
  /** COSE_Key of the press controller; its thumbprint is the machine's name. */
  readonly pressKey: Uint8Array;
  readonly agentKey: Uint8Array;
  readonly thumbprintHex: string;
  readonly csrPem: string;
  /** Where everything lies, for the configuration of agent and simulator. */
  readonly files: MachineFiles;
}

/** The files of one machine. */
export interface MachineFiles {
  readonly simDir: string;
  readonly agentDir: string;
  readonly agentKeyFile: string;
  readonly pairKeyFile: string;
  readonly tty: string;
  readonly pinsFile: string;
  readonly tlsKeyFile: string;
  readonly tlsCertFile: string;
  readonly tlsCaFile: string;
  readonly genesisFile: string;
}

/** The names in a machine's folder. */
export function machineFiles(dir: string): MachineFiles {
  const simDir = join(dir, 'sim');
  const agentDir = join(dir, 'agent');
  return {
    simDir,
    agentDir,
    agentKeyFile: join(agentDir, 'agent.key'),
    pairKeyFile: join(pressFolder(simDir), 'pair.key'),
    tty: join(pressFolder(simDir), 'tty'),
    pinsFile: join(agentDir, 'pins.json'),
    tlsKeyFile: join(agentDir, 'tls-key.pem'),
    tlsCertFile: join(agentDir, 'tls-cert.pem'),
    tlsCaFile: join(agentDir, 'tls-ca.pem'),
    genesisFile: join(agentDir, 'genesis.cose'),
  };
}

/** Makes the keys of a machine where they will stay; calling it again changes nothing but the certificate request. */
export async function provisionMachine(options: { dir: string }): Promise<ProvisionedMachine> {
  const files = machineFiles(options.dir);
  await makeFolderDurably(files.agentDir);
  const press = await openPressKeys(pressFolder(files.simDir));
  const agent = await openAgentKey(files.agentKeyFile);
  const thumbprintHex = toHex(press.signer.thumbprint);
  const { csrPem, keyPem } = await createCertificateRequest(thumbprintHex);
  await writeFileDurably(files.tlsKeyFile, Buffer.from(keyPem), { mode: 0o600 });
  return { pressKey: press.signer.key, agentKey: agent.key, thumbprintHex, csrPem, files };
}

/** Puts in what came back from outside: certificate, first roster, PINs of stampers. */
export async function completeProvisioning(
  files: MachineFiles,
  given: {
    certPem: string;
    caPem: string;
    genesis: Uint8Array;
    /** Person id -> PIN. */
    pins: Readonly<Record<string, string>>;
  },
): Promise<void> {
  await writeFileDurably(files.tlsCertFile, Buffer.from(given.certPem));
  await writeFileDurably(files.tlsCaFile, Buffer.from(given.caPem));
  await writeFileDurably(files.genesisFile, given.genesis);
  await writePins(files.pinsFile, given.pins);
}

/** Opens the key that signs records, making it at the first start. */
export async function openAgentKey(path: string): Promise<FileSigner> {
  const held = await readIfPresent(path);
  if (held) return importSigner('EdDSA', held);
  const made = generateFileSigner('EdDSA');
  await createFileDurably(path, made.secret, { mode: 0o400 });
  return made;
}
