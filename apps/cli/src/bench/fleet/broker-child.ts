import { openBroker } from '@hufu/messaging';
import { openPki } from '@hufu/server';

// A broker in a process of its own, so that it can be killed while its server lives: `node broker-child.ts <pki> <port>`.
const [pkiDir = '', port = '0'] = process.argv.slice(2);
const { server } = await openPki(pkiDir);
const broker = await openBroker({ tls: server, serverName: 'hufu-server', port: Number(port) });
console.log(`ready ${broker.url}`);
