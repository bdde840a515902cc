import { type Instant, type Result, refuse, toHex } from '@hufu/contract';
import type { Policy } from '@hufu/log';
import { checkManifest, type Manifest } from './manifest.ts';
import { type Pack, readPack } from './pack.ts';
import { readRosterChain, readStatements, type Scene } from './scene.ts';
import { checkpointPath, verifyLog } from './step-log.ts';
import { verifyMachine } from './step-machine.ts';
import { verifyApprovalStep, verifyOtherPeople, verifyRequest } from './step-people.ts';
import { verifyCounts, verifyPictures } from './step-pictures.ts';
import { reserveTimestamps, verifyTimestampFiles, wordsOfTimestamps } from './step-timestamps.ts';
import { policyOfRoster, type TrustPolicy } from './trust-policy.ts';
import {
  type Bilingual,
  failed,
  passed,
  type StepName,
  type Verdict,
  type VerifiedStep,
  verdictOf,
} from './verdict.ts';

/**
 * Verifies an evidence pack from its bytes alone, step by step as docs/formats/evidence.md lists them. With a policy of
 * one's own the log, its witnesses and the village's first roster are pinned; without one they are taken from the pack,
 * and the verdict is amber at best.
 * @example verifyPack(bytes, policy).colour
 */
export function verifyPack(pack: Uint8Array | Pack, policy?: TrustPolicy, now?: Instant): Verdict {
  const steps: VerifiedStep[] = [];
  const reservations: Bilingual[] = [];
  const nothing: Bilingual = { zh: '', en: '' };
  /** Notes a step; the value, or undefined when it did not hold: then nothing after it is asked. */
  const step = <T>(name: StepName, result: Result<T>, words: (value: T) => Bilingual): T | undefined => {
    if (result.ok) {
      const { zh, en } = words(result.value);
      steps.push(passed(name, zh, en));
      return result.value;
    }
    const where = result.context.path;
    steps.push(
      failed(
        name,
        result,
        typeof where === 'string' && result.code !== 'EVIDENCE_FILE_ALTERED' ? where : undefined,
      ),
    );
    return undefined;
  };
  const end = () => verdictOf(steps, reservations, nothing);

  const read: Result<Pack> = pack instanceof Uint8Array ? readPack(pack) : { ok: true, value: pack };
  const manifest = read.ok ? checkContent(read.value) : read;
  const listed = step('manifest', manifest, (m) => ({
    zh: `${m.files.length} 个文件都没有改动过`,
    en: `${m.files.length} files are unaltered`,
  }));
  if (!listed || !read.ok) return end();
  const { files, form } = read.value;
  if (form === 'repacked')
    reservations.push({
      zh: '这个包被重新打包过（内容未变）。',
      en: 'The pack was packed again (its content is unchanged).',
    });

  const coses = listed.files
    .filter((f) => f.role === 'roster')
    .map((f) => files.get(f.path) ?? new Uint8Array(0));
  const chain = readRosterChain(coses);
  const rosters = step('rosters', chain.ok ? pinned(chain.value, policy) : chain, (chained) => ({
    zh: `${chained.at(-1)?.roster.villageName ?? ''}名册 ${chained.length} 版，自创始名册起逐版相连`,
    en: `${chained.length} rosters, chained from the first`,
  }));
  if (!rosters) return end();
  const newest = rosters.at(-1)?.roster;
  const genesis = rosters[0];
  if (!newest || !genesis) return end();
  reserveTrust(policy, newest.village, reservations);

  const statements = readStatements(files);
  const scene: Scene = { files, statements: statements.ok ? statements.value : [], rosters, reservations };
  const request = step(
    'request',
    statements.ok ? verifyRequest(scene) : statements,
    ({ signers, payload }) => ({
      zh: `${signers.map((s) => s.person.name).join('、')}提交申请：${payload.matter.name}`,
      en: `filed by ${signers.map((s) => s.person.name).join(', ')}: ${payload.matter.name}`,
    }),
  );
  if (!request) return end();

  const approval = verifyApprovalStep(scene, request);
  const others = approval.ok ? verifyOtherPeople(scene, request.payload, approval.value) : approval;
  const isApproved = step('authorization', others, () => {
    const names = approval.ok ? (approval.value?.signers.map((s) => s.person.name) ?? []) : [];
    return names.length > 0
      ? { zh: `${names.join('、')}用本人钥匙批准`, en: `approved by ${names.join(', ')} with their own keys` }
      : { zh: '没有授权', en: 'no authorization' };
  });
  if (isApproved === undefined && !others.ok) return end();
  const approved = approval.ok ? approval.value : undefined;

  const story = step('machine', verifyMachine(scene, approved), (m) => ({
    zh: `${m.machines.join('、') || '机器'}盖章 ${m.executed.length} 次，每次都有控制器的回执`,
    en: `${m.executed.length} impressions, each with the press controller's receipt`,
  }));
  if (!story) return end();

  const trusted: Result<Policy> = policy ? { ok: true, value: policy.tlog } : policyOfRoster(newest);
  const nowSeconds = now === undefined ? undefined : Math.floor(now / 1000);
  const logged = step(
    'log',
    trusted.ok ? verifyLog(scene, trusted.value, nowSeconds, policy?.sm2Keys) : trusted,
    (l) => ({
      zh: `${l.statements} 份声明${l.rosters > 0 ? `、${l.rosters} 版名册` : ''}都在日志“${l.origin}”里，由 ${l.cosigners.join('、')} 见证`,
      en: `${l.statements} statements${l.rosters > 0 ? ` and ${l.rosters} rosters` : ''} are in the log ${l.origin}, witnessed by ${l.cosigners.join(', ')}`,
    }),
  );
  if (!logged) return end();
  if (files.has(checkpointPath) && logged.rosters < rosters.length)
    reservations.push({
      zh: `有 ${rosters.length - logged.rosters} 版名册没有带入册证明。`,
      en: `${rosters.length - logged.rosters} rosters come without a proof that they were logged.`,
    });
  const near = logged.cosigners.filter((name) => policy?.sameHost.has(name));
  if (near.length > 0)
    reservations.push({
      zh: `见证方 ${near.join('、')} 与运营方在同一台主机上（演示）。`,
      en: `The witnesses ${near.join(', ')} run on the operator's own host (demo).`,
    });

  const stamped = step('timestamps', verifyTimestampFiles(files, policy, now), wordsOfTimestamps);
  if (!stamped) return end();
  reserveTimestamps(stamped, logged.cosignedAt, reservations);

  const pictures = step(
    'pictures',
    verifyPictures(scene, request.payload, story, policy?.serviceKeys),
    (p) => ({
      zh: `${p.pages} 张批准页、${p.pictures} 张留影与声明一致`,
      en: `${p.pages} approved pages and ${p.pictures} photographs are as signed`,
    }),
  );
  if (!pictures) return end();
  const granted = approved?.plan.length ?? 0;
  const counts = step('counts', verifyCounts(granted, story), () => ({
    zh: `授权 ${granted} 次，盖章 ${story.executed.length} 次`,
    en: `${granted} granted, ${story.executed.length} executed`,
  }));
  if (counts === undefined) return end();
  const approvers = approved?.signers.map((s) => s.person.name).join('、') ?? '';
  return verdictOf(steps, reservations, {
    zh: approved
      ? `证据完整：${newest.villageName}“${request.payload.purpose}”经${approvers}批准，盖章 ${story.executed.length} 次。`
      : `证据完整：${newest.villageName}“${request.payload.purpose}”没有盖章。`,
    en: approved
      ? `The evidence holds: approved by ${approvers}, ${story.executed.length} impressions.`
      : 'The evidence holds: nothing was stamped.',
  });
}

/** Every file as the manifest lists it; then what lies around the files, so that a changed file is named first. */
function checkContent({ files, altered }: Pack): Result<Manifest> {
  const manifest = checkManifest(files);
  if (!manifest.ok || altered === undefined) return manifest;
  return refuse('EVIDENCE_FILE_ALTERED', {
    path: altered,
    problem: 'zip 里这一项的目录或校验码被改动过 / its entry in the zip was altered',
  });
}

/** The first roster against the verifier's own pin. */
function pinned<T extends { readonly roster: { village: string }; readonly digest: Uint8Array }>(
  chain: readonly T[],
  policy: TrustPolicy | undefined,
): Result<readonly T[]> {
  const [genesis] = chain;
  const pin = genesis && policy?.pins.get(genesis.roster.village);
  if (genesis && pin !== undefined && pin !== toHex(genesis.digest))
    return refuse('EVIDENCE_NOT_PINNED', { village: genesis.roster.village });
  return { ok: true, value: chain };
}

/** Anchors that came from the evidence itself prove only that it is consistent. */
export function reserveTrust(
  policy: TrustPolicy | undefined,
  village: string,
  reservations: Bilingual[],
): void {
  if (!policy)
    reservations.push({
      zh: '核对签名用的名单是这份证据自带的；请另外向村里要一份信任名单，再核对一次。',
      en: 'The list of trusted keys came with the evidence itself; get a trust list by another way and verify again.',
    });
  else if (!policy.pins.has(village))
    reservations.push({
      zh: '信任名单里没有这个村的创始名册，请与村务公开栏上公布的名册校验码核对。',
      en: "The policy does not pin this village's first roster; compare its digest with the posted one.",
    });
}
