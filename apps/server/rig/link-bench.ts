import { randomUUID } from 'node:crypto';
import { toHex } from '@hufu/contract';
import { anAuthorization, testNow, type Village } from '@hufu/testkit';
import { issueMachineCertificate } from '../src/link/pki.ts';
import { type BenchAgent, BenchChain, connectBenchAgent } from './bench-machine.ts';
import { type BenchTrust, startBenchTrust } from './bench-trust.ts';
import { filed } from './filing.ts';
import { startTestServer, type TestServer, travelling } from './test-server.ts';

/** A server with its witnesses, and the agent of the village's machine connected to it. */
export interface LinkBench extends AsyncDisposable {
  readonly trust: BenchTrust;
  readonly server: TestServer;
  readonly agent: BenchAgent;
  readonly chain: BenchChain;
  /** Files a request and has the secretary approve it. */
  approved(facts?: Parameters<typeof filed>[1]): Promise<Approved>;
}

/** A request and what authorizes it. */
export interface Approved {
  readonly request: string;
  readonly authorization: ReturnType<typeof anAuthorization>;
}

/** Starts all of it. */
export async function openLinkBench(village: Village, env: Record<string, string> = {}): Promise<LinkBench> {
  const dev = toHex(village.machine.thumbprint);
  const trust = await startBenchTrust(village, () => testNow);
  const server = await startTestServer({ village, env: { ...trust.env, ...env } });
  const tls = await issueMachineCertificate(server.running.parts.config.pkiDir, dev);
  const agent = await connectBenchAgent(server.running, dev, tls);
  return {
    trust,
    server,
    agent,
    chain: new BenchChain(village),
    async approved(facts) {
      const { statement, summary } = await filed(server, facts);
      const authorization = anAuthorization(village, { id: randomUUID(), at: testNow }, statement);
      const secretary = await server.as('secretary');
      await secretary.sealUse.approveRequest({
        statement: travelling(authorization.approvedBy(village.secretary)),
        idempotencyKey: `approve-${summary.id}`,
      });
      return { request: summary.id, authorization };
    },
    async [Symbol.asyncDispose]() {
      await agent[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      await trust[Symbol.asyncDispose]();
    },
  };
}
