import { readFile } from 'node:fs/promises';
import { claimCode } from '@hufu/messaging';
import { readConfig, zAgentConfig } from './agent/config.ts';
import { claimedName, makeClaim } from './provision/claim.ts';
import { readPressKey } from './provision/press-key.ts';

// `node claim-main.ts <config.json> <serial>`, on a new machine: makes its keys and its claim, and says which board is in the
// case. The agent brings the claim to the server and shows the six digits on the screen.
const [path, serial] = process.argv.slice(2);
if (path === undefined || serial === undefined) {
  console.error('usage: claim-main.ts <config.json> <serial number on the plate>');
  process.exit(2);
}
const { dir, agentKeyFile, press, server } = await readConfig(path, zAgentConfig);
if (!server) {
  console.error(`${path}: server is null · 没有填服务器`);
  process.exit(2);
}
const pressKey = await readPressKey(press.path, new Uint8Array(await readFile(press.pairKeyFile)));
const claim = await makeClaim(
  {
    dir,
    agentKeyFile,
    tlsKeyFile: server.keyFile,
    tlsCertFile: server.certFile,
    tlsCaFile: server.caFile,
  },
  { serial, pressKey },
);
const code = claimCode(claim);
console.log(`press.thumbprint       ${claimedName(claim)}`);
console.log(`六位确认码 six digits  ${code.slice(0, 3)} ${code.slice(3)}`);
