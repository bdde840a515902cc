import { join } from 'node:path';
import { fromHex } from '@hufu/contract';
import { readIfPresent } from '@hufu/durable';
import { readRosterChain, verifyStatement } from '@hufu/evidence';
import type { Tx } from '@hufu/server/inspect';
import { type AcceptedRoster, importSigner, parseSigned } from '@hufu/statement';
import type { CheckTalk } from './difference.ts';

const pageSize = 500;

/**
 * Every statement under the rules of its type: people under the rosters, machines under their keys, the server under its
 * own. The sequencer logs whatever row it finds; what nobody was entitled to sign is found here.
 */
export async function checkSignatures(tx: Tx, dataDir: string, talk: CheckTalk): Promise<void> {
  const serviceKeys = await serviceKeyOf(dataDir);
  const chains = await readChains(tx, talk);
  for (let after = -1; ; ) {
    const rows = await tx
      .selectFrom('statement')
      .select(['id', 'type', 'cose', 'queue_no'])
      .where('queue_no', '>', after)
      .orderBy('queue_no')
      .limit(pageSize)
      .execute();
    for (const { id, type, cose } of rows) {
      const signed = parseSigned(new Uint8Array(cose));
      // Unreadable bytes are told by the check of the log.
      if (!signed.ok) continue;
      const { payload } = signed.value;
      // A release is of no village: the quorum of any stands behind it.
      const chain = 'village' in payload ? chains.get(payload.village) : [...chains.values()].flat();
      const verified = chain ? verifyStatement(signed.value, chain, serviceKeys) : undefined;
      if (!verified?.ok)
        talk.difference(
          `statement:${id}`,
          `${type}：签名不成立 ${verified?.code ?? ''} / nobody entitled to it has signed`,
        );
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.queue_no;
  }
}

async function readChains(tx: Tx, talk: CheckTalk): Promise<Map<string, readonly AcceptedRoster[]>> {
  const rows = await tx
    .selectFrom('roster')
    .select(['village', 'cose'])
    .orderBy('village')
    .orderBy('version')
    .execute();
  const coses = new Map<string, Uint8Array[]>();
  for (const { village, cose } of rows)
    coses.set(village, [...(coses.get(village) ?? []), new Uint8Array(cose)]);
  const chains = new Map<string, readonly AcceptedRoster[]>();
  for (const [village, list] of coses) {
    const chain = readRosterChain(list);
    if (chain.ok) chains.set(village, chain.value);
    else
      talk.difference(
        `roster:${village}`,
        `名册接不上：${chain.code} / the rosters do not chain: ${chain.code}`,
      );
  }
  return chains;
}

/** The public key of the server's own words; the secret is read and let go. */
async function serviceKeyOf(dataDir: string): Promise<Uint8Array[]> {
  const file = await readIfPresent(join(dataDir, 'keys', 'service.secret'));
  const text = file ? Buffer.from(file).toString('latin1').trim() : '';
  return /^[0-9a-f]{64}$/.test(text) ? [importSigner('EdDSA', fromHex(text)).key] : [];
}
